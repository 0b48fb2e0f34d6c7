"""Terraform's error messages as tfgen's errors: its own words, the place, and the next step."""

from __future__ import annotations

import json
import re
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
_LOCK_ID = re.compile(r"^\s*ID:\s+(\S+)", re.MULTILINE)
_LAST_LINES = 20

_UNLOCK = "wait for the other run; if there is none: {terraform} force-unlock"
_INIT = "{terraform} init"
_DOCTOR = "tfgen doctor"
# What a message contains -> what to do about it. The first that fits wins.
_HINTS = (
    ("Error acquiring the state lock", _UNLOCK),
    ("Saved plan is stale", "plan again: the state has changed since this plan was made"),
    ("as a plan file", "make the plan first: tfgen plan"),
    ("no available releases match", f"{_DOCTOR} (says where the providers come from)"),
    ("Failed to query available provider packages", _DOCTOR),
    ("Unsupported Terraform Core version", f"{_DOCTOR} --install"),
    ("Inconsistent dependency lock file", _INIT),
    ("Required plugins are not installed", _INIT),
    ("Module not installed", _INIT),
    ("Backend initialization required", _INIT),
    ("Missing required provider", _INIT),
    ("No valid credential sources found", _DOCTOR),
    ("ExpiredToken", _DOCTOR),
    ("InvalidClientTokenId", _DOCTOR),
    ("Unable to find remote state", "apply the stack that it reads first: tfgen apply _platform"),
    ("no space left on device", "make room on the disk"),
)


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

    `program` is "terraform" or "tofu", `command` what it was told to do ("plan"), `folder` the
    stack, for the place of the error and the commands of the hint. Gives an InterruptError when
    the user stopped it, else a FailedError.
    """
    if result.interrupted:
        return _interruption(f"{program} {command}", result)
    found = [item for item in stream_diagnostics(result.stdout) if item.severity == "error"]
    if found:
        text = "\n\n".join(map(str, found))
        where = next((item.where for item in found if item.where), None)
    else:
        text = error_text(result.stderr) or error_text(result.stdout)
        where = _place(text)
    return FailedError(
        f"{program} {command} failed: {text or f'exit code {result.exit_code}'}",
        hint=_hint(text).replace("{terraform}", f"{program} -chdir={folder}"),
        where=Where(folder / where.path, where.line) if where else None,
    )


def _interruption(command: str, result: Result) -> InterruptError:
    if result.killed:
        return InterruptError(
            f"{command} was killed before it could save its state",
            hint="look at what exists, and release the lock (force-unlock), before the next run",
        )
    return InterruptError(f"{command} was interrupted, and ended in order")


def error_text(output: str) -> str:
    """The errors in what Terraform printed, without colours, frames and warnings.

    Where no message starts with `Error:`, the last lines.
    """
    text = _FRAME.sub("", _COLOUR.sub("", output))
    blocks = [block.strip() for block in _MESSAGE.split(text)]
    errors = [block.removeprefix("Error: ") for block in blocks if block.startswith("Error: ")]
    return "\n\n".join(errors) or "\n".join(text.strip().splitlines()[-_LAST_LINES:])


def _place(text: str) -> Where | None:
    match = _PLACE.search(text)
    return Where(Path(match[1]), int(match[2])) if match else None


def _hint(text: str) -> str:
    # Terraform breaks its lines at 78 columns, in the middle of any phrase.
    unbroken = " ".join(text.split())
    hint = next((remedy for needle, remedy in _HINTS if needle in unbroken), "")
    lock = _LOCK_ID.search(text)
    return f"{hint} {lock[1]}" if hint == _UNLOCK and lock else hint
