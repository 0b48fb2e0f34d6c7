"""Terraform's error messages as tfgen's errors: its own words, the place, and the next step."""

from __future__ import annotations

import json
import re
import shlex
import signal
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tfgen.errors import FailedError, TfgenError, Where
from tfgen.terraform.process import Result

_COLOUR = re.compile(r"\x1b\[[0-9;]*m")
# On a terminal Terraform draws a frame at the left of its messages.
_FRAME = re.compile(r"^[╷│╵] ?", re.MULTILINE)
_MESSAGE = re.compile(r"^(?=(?:Error|Warning): )", re.MULTILINE)
_PLACE = re.compile(r"^\s+on (.+?) line (\d+)", re.MULTILINE)
_LAST_LINES = 20
_WRITING = ("apply",)


class InterruptError(TfgenError):
    """The user stopped Terraform, and it has ended (exit 130, as a shell has it for SIGINT)."""

    exit_code = 130


@dataclass(frozen=True)
class Diagnostic:
    """One message: `severity` is "error" or "warning"; `where` is relative to the stack."""

    severity: str
    summary: str
    detail: str
    where: Where | None

    def __str__(self) -> str:
        """The message as Terraform prints it, without the snippet."""
        return f"{self.summary}\n{self.detail}".strip()


def parse_diagnostics(document: dict[str, Any]) -> tuple[Diagnostic, ...]:
    """The messages of `terraform validate -json`."""
    return tuple(_diagnostic(item) for item in document.get("diagnostics") or [])


def stream_diagnostics(text: str) -> tuple[Diagnostic, ...]:
    """The messages in the output of `plan -json` or `apply -json`, one JSON object a line."""
    return tuple(
        _diagnostic(message["diagnostic"])
        for message in messages(text)
        if message.get("type") == "diagnostic"
    )


def messages(text: str) -> Iterator[dict[str, Any]]:
    """The JSON objects of a `-json` stream; lines that are none are passed over.

    https://developer.hashicorp.com/terraform/internals/machine-readable-ui
    """
    for line in text.splitlines():
        try:
            message = json.loads(line)
        except ValueError:
            continue
        if isinstance(message, dict):
            yield message


# What tells nothing of the outcome, twice for each resource.
_IN_PASSING = frozenset({"refresh_start", "refresh_complete"})


def readable(text: str) -> str:
    """Terraform's `-json` output as lines for people, without each resource that it looked at."""
    return "\n".join(_lines(text))


def _lines(text: str) -> Iterator[str]:
    for message in messages(text):
        if message.get("type") in _IN_PASSING:
            continue
        yield str(message.get("@message", ""))
        detail = (message.get("diagnostic") or {}).get("detail")
        if detail:
            yield str(detail)


def _diagnostic(item: dict[str, Any]) -> Diagnostic:
    place = item.get("range")
    where = Where(Path(place["filename"]), place["start"]["line"]) if place else None
    return Diagnostic(item["severity"], item["summary"], item.get("detail", ""), where)


def failure(program: str, command: str, result: Result, folder: Path) -> TfgenError:
    """The error for a Terraform command that did not succeed, in Terraform's own words.

    Under them stands what a known error means (`known/`), its remedy is the hint. `program` is
    "terraform" or "tofu", `command` what it was told to do ("plan"), `folder` the stack, for the
    place of the error and the commands of the hint. Gives an InterruptError when the user stopped
    it, else a FailedError.
    """
    from tfgen.terraform.known import explain

    if result.interrupted:
        return _interruption(f"{program} {command}", result)
    if result.exit_code < 0:
        return _killed(program, command, result, folder)
    found = [item for item in stream_diagnostics(result.stdout) if item.severity == "error"]
    if found:
        texts = [str(item) for item in found]
        where = next((item.where for item in found if item.where), None)
    else:
        texts = _errors(result.stderr) or _errors(result.stdout)
        where = _place("\n".join(texts))
    told = explain(texts)
    words = "\n\n".join(texts) or f"exit code {result.exit_code}"
    meaning = "".join(f"\n\nWhat it means: {one.meaning}" for one in told)
    chosen = shlex.join([program, f"-chdir={folder}"])
    return FailedError(
        f"{program} {command} failed: {words}{meaning}",
        hint="\n  -> ".join(one.remedy.replace("{terraform}", chosen) for one in told),
        where=Where(folder / where.path, where.line) if where else None,
    )


def _interruption(command: str, result: Result) -> InterruptError:
    if result.killed:
        return InterruptError(
            f"{command} was killed before it could save its state",
            hint="look at what exists, and release the lock (force-unlock), before the next run",
        )
    return InterruptError(f"{command} was interrupted, and ended in order")


def _killed(program: str, command: str, result: Result, folder: Path) -> FailedError:
    """Somebody else's signal ended Terraform: most often the system's, for want of memory."""
    names = {one.value: one.name for one in signal.Signals}
    name = names.get(-result.exit_code, f"signal {-result.exit_code}")
    message = f"{program} {command} was ended by {name}, not by tfgen"
    if command not in _WRITING:
        return FailedError(
            f"{message}: by the system for want of memory (dmesg tells), or by somebody",
            hint="fewer at once (-j 1), or more memory; if its lock stayed, the next plan says so",
        )
    chosen = shlex.join([program, f"-chdir={folder}"])
    return FailedError(
        f"{message}: what it had changed since it last wrote its state is in AWS, and not in the"
        " state, whose lock may still be held",
        hint="plan again; if its lock stayed, that plan names the ID for"
        f" {chosen} force-unlock\n  -> what a plan would make a second time: {chosen} import",
    )


def _errors(output: str) -> list[str]:
    """The errors in what Terraform printed, without colours, frames and warnings.

    Where no message starts with `Error:`, the last lines.
    """
    text = _FRAME.sub("", _COLOUR.sub("", output))
    blocks = [block.strip() for block in _MESSAGE.split(text)]
    errors = [block.removeprefix("Error: ") for block in blocks if block.startswith("Error: ")]
    last = "\n".join(text.strip().splitlines()[-_LAST_LINES:])
    return errors or ([last] if last else [])


def _place(text: str) -> Where | None:
    match = _PLACE.search(text)
    return Where(Path(match[1]), int(match[2])) if match else None
