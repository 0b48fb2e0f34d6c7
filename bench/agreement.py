"""`terraform validate` beside `tfgen validate`, over every module below some folders.

`python -m bench agreement FOLDER…` prints what the two say of each root and child module, and
exits 1 when tfgen reports an error where Terraform accepts, or finds fewer than 95% of
Terraform's errors at the same file and line.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path

from bench.verdict_notes import Notes, digest
from bench.verdicts import (
    Comparison,
    Fault,
    Verdict,
    compare,
    faults_of,
    seen_from,
    terraform_verdict,
)
from tfgen.terraform.binary import find
from tfgen.terraform.mirror import terraform_environ
from tfgen.validation import validate

MATCHED_AT_LEAST = 0.95
_KINDS = ("*.tf", "*.tf.json")
_LEFT_BEHIND = (".terraform", ".git", ".terraform.lock.hcl", "node_modules")


@dataclass(frozen=True)
class Judged:
    """One module: its path, what Terraform says, and where tfgen says something else."""

    path: str
    verdict: Verdict
    comparison: Comparison

    def faults(self, kind: str) -> Iterator[Fault]:
        """The faults of one kind of the comparison, each file as seen from where all started."""
        for fault in getattr(self.comparison, kind):
            file = os.path.normpath(Path(self.path) / fault.file) if fault.file else self.path
            yield Fault(Path(file).as_posix(), fault.line, fault.summary, fault.code)


@dataclass(frozen=True)
class Agreement:
    """What came out for all modules; a fault that several modules show is one."""

    judged: tuple[Judged, ...]

    def faults(self, kind: str) -> list[Fault]:
        """The faults of one kind: `alarms`, `matched` or `missed`."""
        return sorted({fault for each in self.judged for fault in each.faults(kind)})

    @property
    def matched_share(self) -> float:
        """The share of Terraform's errors that tfgen reports at the same place, from 0 to 1."""
        matched, missed = len(self.faults("matched")), len(self.faults("missed"))
        return matched / (matched + missed) if matched + missed else 1.0

    @property
    def good_enough(self) -> bool:
        """Whether there is no false alarm, and the share is as large as it must be."""
        return not self.faults("alarms") and self.matched_share >= MATCHED_AT_LEAST


def judge(folder: Path, scratch: Path, notes: Notes, jobs: int) -> Iterator[Judged]:
    """Compares the two over every module at and below a folder, in a copy of it in `scratch`.

    `jobs` Terraform processes run at once. What `notes` knows Terraform is not asked again.
    """
    copy = scratch / folder.name
    shutil.copytree(
        folder,
        copy,
        symlinks=True,
        ignore=shutil.ignore_patterns(*_LEFT_BEHIND),
        ignore_dangling_symlinks=True,
    )
    modules = _modules(copy)
    ours = {module: _ours(module, copy) for module in modules}
    terraform, environ, content = str(find().path), terraform_environ(os.environ), digest(copy)

    def one(module: Path) -> Judged:
        name = module.relative_to(copy).as_posix()
        verdict = notes.known(f"{content}:{name}")
        if verdict is None:
            verdict = terraform_verdict(module, terraform, environ)
            shutil.rmtree(module / ".terraform", ignore_errors=True)
            notes.note(f"{content}:{name}", verdict)
        print(f"{folder.name}/{name}", file=sys.stderr, flush=True)
        seen = _seen_from(module, copy, ours[module], verdict.folders)
        comparison = Comparison() if verdict.outside else compare(verdict.faults, seen)
        return Judged((Path(folder.name) / name).as_posix(), verdict, comparison)

    with ThreadPoolExecutor(jobs) as pool:
        yield from pool.map(one, modules)


def _ours(module: Path, top: Path) -> tuple[Fault, ...]:
    """What tfgen says of a module as a root, and of those that it calls: what Terraform judges."""
    files = [path for kind in _KINDS for path in module.glob(kind) if path.is_file()]
    return faults_of(validate(files, terraform="", root=top))


def _modules(top: Path) -> list[Path]:
    """The folders with configuration, as Terraform would read it; hidden ones left out."""
    holders = {path.parent for kind in _KINDS for path in top.rglob(kind)}
    return sorted(
        folder
        for folder in holders
        if not any(part.startswith(".") for part in folder.relative_to(top).parts)
    )


def _seen_from(
    module: Path, top: Path, faults: Sequence[Fault], folders: Sequence[str]
) -> list[Fault]:
    """The faults in some folders, which are given as `module` sees them; so are the faults then."""
    inside = {os.path.normpath(module / folder) for folder in folders}
    return [
        Fault(seen_from(module, top / each.file), *_rest(each))
        for each in faults
        if os.path.normpath((top / each.file).parent) in inside
    ]


def _rest(fault: Fault) -> tuple[int, str, str]:
    return fault.line, fault.summary, fault.code


def table(agreement: Agreement) -> str:
    """The figures, and each thing that the two see differently."""
    judged = agreement.judged
    outside = [each for each in judged if each.verdict.outside]
    rejected = [each for each in judged if each.verdict.faults]
    whole = [each for each in rejected if not each.comparison.missed]
    some = [each for each in rejected if each.comparison.matched]
    alarms, missed = agreement.faults("alarms"), agreement.faults("missed")
    matched = agreement.faults("matched")
    lines = [
        *(f"false alarm  {_shown(each)}" for each in alarms),
        *(f"missed       {_shown(each)}" for each in missed),
        "",
        f"modules                          {len(judged):>6}",
        f"  not to be judged here          {len(outside):>6}",
        f"  accepted by Terraform          {len(judged) - len(outside) - len(rejected):>6}",
        f"  rejected by Terraform          {len(rejected):>6}",
        f"    one error at its line        {len(some):>6}   {_share(some, rejected)}",
        f"    every error at its line      {len(whole):>6}   {_share(whole, rejected)}",
        f"false alarms                     {len(alarms):>6}",
        f"Terraform's errors               {len(matched) + len(missed):>6}",
        f"  at the same file and line      {len(matched):>6}   {agreement.matched_share:.1%}",
    ]
    return "\n".join(lines)


def _share(part: Sequence[Judged], whole: Sequence[Judged]) -> str:
    return f"{len(part) / len(whole):.1%}" if whole else ""


def _shown(fault: Fault) -> str:
    return f"{fault.file}:{fault.line}  {fault.code} {fault.summary}".replace("  ", " ", 1)


def as_json(agreement: Agreement) -> str:
    """The same for programs: every module with both verdicts."""
    modules = [
        {
            "path": each.path,
            "outside": each.verdict.outside,
            "accepted": not each.verdict.faults and not each.verdict.outside,
            **{
                kind: [asdict(fault) for fault in each.faults(kind)]
                for kind in ("alarms", "matched", "missed")
            },
        }
        for each in agreement.judged
    ]
    figures = {kind: len(agreement.faults(kind)) for kind in ("alarms", "matched", "missed")}
    return json.dumps({"figures": figures, "modules": modules}, indent=1)


def main(arguments: Sequence[str]) -> int:
    """Runs the comparison as the command line says; gives the exit code."""
    parser = argparse.ArgumentParser(prog="python -m bench agreement", description=__doc__)
    parser.add_argument("folders", nargs="+", type=Path, metavar="FOLDER")
    parser.add_argument("--json", action="store_true", help="print every module, for programs")
    parser.add_argument("--jobs", type=int, default=2, help="Terraform processes at once")
    parser.add_argument(
        "--notes", type=Path, help="a file that keeps what Terraform said, for the next run"
    )
    options = parser.parse_args(arguments)
    judged: list[Judged] = []
    with tempfile.TemporaryDirectory(prefix="tfgen-agreement-") as scratch:
        for number, folder in enumerate(options.folders):
            place = Path(scratch) / str(number)
            with Notes(options.notes) as notes:
                judged += judge(folder.resolve(), place, notes, options.jobs)
            shutil.rmtree(place)
    agreement = Agreement(tuple(judged))
    print(as_json(agreement) if options.json else table(agreement))
    return 0 if agreement.good_enough else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
