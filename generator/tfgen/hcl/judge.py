"""Terraform's own word on syntax: `terraform fmt -check`, which needs no init and no network.

One process reads many folders, for most of its time is spent on starting.
"""

from __future__ import annotations

import os
import re
import stat
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from tfgen.hcl.lines import Position
from tfgen.hcl.model import SyntaxProblem

Verdict = dict[Path, tuple[SyntaxProblem, ...]]
"""The errors of each file that is no valid HCL, by its name in the real path of its folder."""

_AT_ONCE = 100
_SECONDS = 60
_READ = (".tf", ".tfvars", ".hcl")
_CLEAN, _SYNTAX_ERRORS, _UNFORMATTED = 0, 2, 3
_SUMMARY = re.compile(r"^Error: (?P<summary>.+)\n\n  on (?P<path>.+) line (?P<line>\d+)", re.M)
_SOURCE_LINE = re.compile(r"^ +\d+: .*\n|^\s*\n", re.M)


@dataclass(frozen=True)
class _Error:
    path: str
    problem: SyntaxProblem


def judge(folders: Sequence[Path], terraform: str) -> Verdict | None:
    """Which files of `folders` the program `terraform` (or `tofu`) refuses to read, and why.

    None when the program cannot say: it does not start, or does not answer in a minute, or would
    not because of a pipe.
    """
    if any(is_endless(folder) for folder in folders):
        return None
    verdict: Verdict = {}
    for start in range(0, len(folders), _AT_ONCE):
        few = [folder.resolve() for folder in folders[start : start + _AT_ONCE]]
        output = _fmt(few, terraform)
        if output is None:
            return None
        for error in _errors(output):
            path = Path(os.path.normpath(few[0] / error.path))
            verdict[path] = (*verdict.get(path, ()), error.problem)
    return verdict


def is_endless(folder: Path) -> bool:
    """Whether `fmt` would wait in a folder for ever: it reads pipes and devices as files."""
    with suppress(OSError), os.scandir(folder) as entries:
        return any(_is_stream(entry) for entry in entries if entry.name.endswith(_READ))
    return False


def _is_stream(entry: os.DirEntry[str]) -> bool:
    if entry.is_file(follow_symlinks=False):
        return False
    try:
        mode = entry.stat().st_mode
    except OSError:
        return False
    return not (stat.S_ISREG(mode) or stat.S_ISDIR(mode))


def _fmt(folders: Sequence[Path], terraform: str) -> str | None:
    """What `fmt` says of `folders` on stderr; it names files as seen from the first one."""
    # Without `./` in front a folder called `-x` would be an option.
    targets = [f"./{os.path.relpath(folder, folders[0])}" for folder in folders]
    argv = [terraform, "fmt", "-check", "-list=false", "-no-color", *targets]
    try:
        done = subprocess.run(
            argv,
            cwd=folders[0],
            env=_environment(folders[0]),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=_SECONDS,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    if done.returncode in (_CLEAN, _UNFORMATTED):
        return ""
    output = done.stderr.decode("utf-8", "replace").replace("\r\n", "\n")
    return output if done.returncode == _SYNTAX_ERRORS and _SUMMARY.search(output) else None


def _environment(folder: Path) -> dict[str, str]:
    """The environment without what changes the output of Terraform, and with no call home."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("TF_")}
    # Go takes the working directory from PWD.
    return kept | {
        "CHECKPOINT_DISABLE": "1",
        "PWD": str(folder),
        "TF_CLI_CONFIG_FILE": os.devnull,
    }


def _errors(output: str) -> Iterator[_Error]:
    """The errors in the text that Terraform prints for people."""
    for match in _SUMMARY.finditer(output):
        # The line of the place goes on with the block that holds the error, and a colon.
        rest = output[match.end() :].partition("\n")[2].partition("\nError: ")[0]
        detail = " ".join(_SOURCE_LINE.sub("", rest).split())
        message = f"{match['summary'].strip()} (says Terraform)"
        problem = SyntaxProblem(Position(int(match["line"]), 1), message, detail)
        yield _Error(match["path"], problem)
