"""Many configurations put to the provider in a few runs, and which slot each answer is about."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, TypeAlias

from tfgen.provider_schema.probing.slots import Filling, Path, Target, text

Validate: TypeAlias = Callable[[Mapping[str, str]], Sequence[Mapping[str, Any]]]
"""Takes the files of a root module, by name, and gives the diagnostics of `terraform validate
-json` (https://developer.hashicorp.com/terraform/cli/commands/validate#json-output-format)."""

_LINES_A_RUN = 40_000
# What `garbage` puts into values: the number of the slot.
MARK = re.compile(r"zz zz!(\d+)|(?<!\d)-1(\d{9})(?!\d)")
_KEY = (
    re.compile(r"^expected (?:length of |value of )?([^\s\"]+) to "),
    re.compile(r'^expected "(\S+)" to '),
    re.compile(r'^"(\S+)" (?:\(|contains|doesn|must|cannot|isn|is |has|should|can )'),
    re.compile(r"^invalid value for (\S+) \("),
    re.compile(r'(?:in|for) "(\S+?)"(?:$|:)'),
    re.compile(r"^Attribute (\S+) (?:value|string|supports|requires|list|set|map|must|can)"),
    re.compile(r"\nPath: (\S+)\n"),
    re.compile(r"^(\S+): cannot parse "),
    re.compile(r"^(\S+) is deprecated\. "),
    re.compile(r'^The "(\S+)" attribute '),
)


@dataclass(frozen=True)
class Instance:
    """One block to ask about; `tag` says which question it is part of."""

    target: Target
    filling: Filling
    tag: Any = None


@dataclass(frozen=True)
class Answer:
    """One diagnostic: what it is about (None: not certain), where it stands, what it says."""

    instance: Instance
    path: Path | None
    line: Path
    error: bool
    summary: str
    detail: str


def ask(instances: Iterable[Instance], validate: Validate) -> Iterator[Answer]:
    """Puts the instances to the provider, as many in a run as memory bears.

    A file for each: Terraform reads a file up to the place of a diagnostic for every diagnostic.
    """
    batch: dict[str, tuple[Instance, list[Path]]] = {}
    files: dict[str, str] = {}
    lines = 0
    for number, instance in enumerate(instances):
        name = f"{number:06}.tf"
        files[name], paths = text(instance.target, instance.filling, f"p{number}")
        batch[name] = instance, paths
        lines += len(paths)
        if lines > _LINES_A_RUN:
            yield from _answers(validate(files), batch)
            batch, files, lines = {}, {}, 0
    if batch:
        yield from _answers(validate(files), batch)


def _answers(
    diagnostics: Sequence[Mapping[str, Any]],
    batch: Mapping[str, tuple[Instance, list[Path]]],
) -> Iterator[Answer]:
    for one in diagnostics:
        place = one.get("range") or {}
        if place.get("filename") not in batch:
            continue
        instance, paths = batch[place["filename"]]
        summary, detail = one["summary"], one.get("detail", "")
        line = paths[place["start"]["line"] - 1]
        path = subject(instance.target, line, summary, detail)
        yield Answer(instance, path, line, one["severity"] == "error", summary, detail)


def subject(target: Target, line: Path, summary: str, detail: str) -> Path | None:
    """The slot that a diagnostic on the line of the slot `line` is about; None: not certain.

    Terraform places diagnostics about blocks in sets on an outer block, and the SDK mixes up
    neighbours below the second level, so that the values and names in the message decide.
    """
    marks = MARK.finditer(f"{summary} {detail}")
    marked = {int(mark[1] or mark[2]) for mark in marks}
    if len(marked) == 1 and max(marked) < len(target.slots):
        return target.slots[marked.pop()].path
    paths = _Paths.of(target)
    key = named(summary, detail)
    # Some messages begin with the value in quotes, where others have the name.
    if not key or not paths.ending(key[-1]):
        # Nothing else to go by; at two levels the place is right.
        certain = line in paths.arguments and len(line) <= 2  # noqa: PLR2004
        return line if certain else None
    if len(key) > 1 and key in paths.all:
        return key
    neighbour = (*line[:-1], key[-1])
    if neighbour in paths.all:
        return neighbour
    below = [path for path in paths.ending(key[-1]) if path[: len(line)] == line]
    return below[0] if len(below) == 1 else None


def named(summary: str, detail: str) -> Path:
    """The argument that a message names: its path, or its last name; empty where it names none."""
    return _named(summary) or _named(detail)


def _named(message: str) -> Path:
    for pattern in _KEY:
        match = pattern.search(message)
        if match:
            key = re.sub(r"\[(?:Value\(.*\)|[^\]]*)\]", "", match[1])
            parts = key.split(".")
            return tuple(part for part in parts if not part.isdigit())
    return ()


class _Paths:
    """The paths of a target, by their last names."""

    _known: ClassVar[dict[int, _Paths]] = {}

    def __init__(self, target: Target) -> None:
        self.target = target
        self.all = {slot.path for slot in target.slots}
        self.arguments = {slot.path for slot in target.slots if not slot.is_block}
        self._ending: dict[str, list[Path]] = {}
        for path in self.all:
            self._ending.setdefault(path[-1], []).append(path)

    @classmethod
    def of(cls, target: Target) -> _Paths:
        """Those of `target`, made once."""
        known = cls._known.get(id(target))
        if known is None or known.target is not target:
            known = cls._known[id(target)] = cls(target)
        return known

    def ending(self, name: str) -> list[Path]:
        """The paths with that last name."""
        return self._ending.get(name, [])
