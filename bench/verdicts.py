"""What Terraform and tfgen each say of one module: the errors, by file and line."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tfgen.rules.frame import Finding

# Syntax, names, calls of modules, expressions, the provider's schema: what Terraform checks, too.
MIRRORING = ("TFG001", "TFG1", "TFG2", "TFG3", "TFG4")
# Summaries of errors of `init` that speak of the world outside the code.
_OUTSIDE = (
    "Failed to query available provider packages",
    "Failed to install provider",
    "Invalid provider registry host",
    "Failed to download module",
    "Could not download module",
    "Error accessing remote module registry",
    "Failed to retrieve available versions",
    "Module not found",
    "Module installation was canceled or failed",
)
# A hung process must not hang the whole comparison.
_SECONDS = 300


@dataclass(frozen=True, order=True)
class Fault:
    """An error at a place.

    `file` is relative to the folder of the module, in POSIX form, and empty where Terraform names
    none; line 0 goes with it. `code` is that of tfgen's rule, empty for an error of Terraform's.
    """

    file: str
    line: int
    summary: str
    code: str = ""

    @property
    def place(self) -> tuple[str, int]:
        """File and line."""
        return self.file, self.line


@dataclass(frozen=True)
class Verdict:
    """The errors that Terraform finds in one module, none where it accepts it.

    `folders` are those of the module and of the local ones that it calls, relative to its own.
    `outside` says why nothing can be said: a provider or a module cannot be had on this machine.
    """

    faults: tuple[Fault, ...] = ()
    folders: tuple[str, ...] = (".",)
    outside: str = ""


@dataclass(frozen=True)
class Comparison:
    """`alarms`: tfgen's errors in a module that Terraform accepts.

    `matched` and `missed`: Terraform's errors that tfgen reports, or does not report, at the same
    file and line.
    """

    alarms: tuple[Fault, ...] = ()
    matched: tuple[Fault, ...] = ()
    missed: tuple[Fault, ...] = ()

    @property
    def agrees(self) -> bool:
        """Whether tfgen says what Terraform says."""
        return not self.alarms and not self.missed


def compare(theirs: Iterable[Fault], ours: Iterable[Fault]) -> Comparison:
    """Compares Terraform's errors in a module with tfgen's.

    A module that Terraform rejects has no false alarms: it stops at the stage that fails, and
    never says what a later one would find. An error without a place is matched by any finding.
    """
    expected, found = tuple(theirs), tuple(ours)
    places = {fault.place for fault in found}
    matched = tuple(
        fault for fault in expected if fault.place in places or (not fault.line and places)
    )
    missed = tuple(fault for fault in expected if fault not in matched)
    return Comparison(() if expected else found, matched, missed)


def faults_of(findings: Iterable[Finding]) -> tuple[Fault, ...]:
    """The errors among findings, of the rules that mirror Terraform; each place and code once."""
    return tuple(
        sorted(
            {
                Fault(each.path.as_posix(), each.line, each.message, each.code)
                for each in findings
                if each.severity == "error" and each.code.startswith(MIRRORING)
            }
        )
    )


def terraform_verdict(folder: Path, terraform: str, environ: Mapping[str, str]) -> Verdict:
    """What `terraform init -backend=false` and `terraform validate` say; writes into the folder.

    Errors of `init` count as well: it loads the configuration before it fetches anything.
    """
    init = _run(folder, terraform, "init", "-backend=false", environ=environ)
    before = _faults(_lines(init), folder)
    outside = next((each for each in before if each.summary in _OUTSIDE), None)
    if outside and outside.summary != "Module not found":
        return Verdict(outside=outside.summary)
    after = _faults(_document(_run(folder, terraform, "validate", environ=environ)), folder)
    if before:
        # What failed `init` makes `validate` complain, without a place, of what is not installed.
        placed = [each for each in (*before, *after) if each.line]
        after = placed or before
    return Verdict(tuple(sorted(set(after))), _folders(folder))


def _run(folder: Path, terraform: str, *arguments: str, environ: Mapping[str, str]) -> str:
    argv = [terraform, *arguments, "-json", "-no-color"]
    done = subprocess.run(
        argv, cwd=folder, env=environ, capture_output=True, check=False, timeout=_SECONDS, text=True
    )
    return done.stdout


def _lines(text: str) -> Iterator[dict[str, Any]]:
    """The diagnostics in the output of `init -json`, an object a line."""
    for line in text.splitlines():
        message = json.loads(line)
        if message.get("type") == "diagnostic":
            yield message["diagnostic"]


def _document(text: str) -> Iterator[dict[str, Any]]:
    yield from json.loads(text)["diagnostics"]


def _faults(diagnostics: Iterable[dict[str, Any]], folder: Path) -> list[Fault]:
    return [_fault(one, folder) for one in diagnostics if one["severity"] == "error"]


def _fault(diagnostic: dict[str, Any], folder: Path) -> Fault:
    # Terraform names the members of a cycle in another order at every run.
    summary = "Cycle" if diagnostic["summary"].startswith("Cycle:") else diagnostic["summary"]
    place = diagnostic.get("range")
    if not place or not place["filename"]:
        return Fault("", 0, summary)
    return Fault(seen_from(folder, place["filename"]), place["start"]["line"], summary)


def seen_from(folder: Path, path: str | Path) -> str:
    """A path that is relative to a folder in the one form that it has: `../x`, not `../../y/x`."""
    return Path(os.path.relpath(folder / path, folder)).as_posix()


def _folders(folder: Path) -> tuple[str, ...]:
    """The folders of the modules that `init` found, as it noted them down."""
    notes = folder / ".terraform" / "modules" / "modules.json"
    if not notes.is_file():
        return (".",)
    modules = json.loads(notes.read_text(encoding="utf-8"))["Modules"]
    return tuple(sorted({".", *(module["Dir"] for module in modules)}))
