"""Which stack waits for which: the platform, what a stack reads of another's state, the spec."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

from tfgen import listing
from tfgen.environment_checks import PLATFORM
from tfgen.errors import InputError
from tfgen.runner.selection import StackFolder

_REMOTE_STATE = re.compile(
    r'data\s+"terraform_remote_state"\s+"[^"]*"\s*\{.*?\b(?:key|path)\s*=\s*"([^"]+)"', re.DOTALL
)
_BACKEND = re.compile(
    r'backend\s+"?\w+"?\s*\{[^}]*?\b(?:key|path|prefix)\s*=\s*"([^"]+)"', re.DOTALL
)
_LOCAL_STATE = "terraform.tfstate"

Order = Mapping[StackFolder, Collection[StackFolder]]
"""Each stack -> those that come before it."""


def dependencies(
    stacks: Sequence[StackFolder], declared: Mapping[StackFolder, Sequence[str]] | None = None
) -> Order:
    """What each of `stacks` waits for among them.

    `declared` is what specs say: the services of the same environment that a stack waits for.
    Raises InputError where stacks wait for each other.
    """
    texts = {stack: _text(stack.path) for stack in stacks}
    owners = {key: stack for stack in stacks for key in _own_keys(stack, texts[stack])}
    before: dict[StackFolder, set[StackFolder]] = {}
    for stack in stacks:
        read = {
            owner
            for match in _REMOTE_STATE.finditer(texts[stack])
            for key in _keys(stack.path, match[1])
            if (owner := owners.get(key))
        }
        wanted = (declared or {}).get(stack, ())
        same = (one for one in stacks if one.environment == stack.environment)
        before[stack] = (read | {one for one in same if _first(one, stack, wanted)}) - {stack}
    _refuse_circles(before)
    return before


def in_turn(order: Order) -> tuple[StackFolder, ...]:
    """The stacks one after the other, each after those it waits for, by name where none waits."""
    sorter = TopologicalSorter(order)
    sorter.prepare()
    turn: list[StackFolder] = []
    while sorter.is_active():
        ready = sorted(sorter.get_ready(), key=lambda stack: stack.name)
        turn += ready
        sorter.done(*ready)
    return tuple(turn)


def _first(one: StackFolder, stack: StackFolder, wanted: Collection[str]) -> bool:
    """Whether `one` comes before `stack`, of the same environment."""
    return one.service in wanted or (one.service == PLATFORM and stack.service != PLATFORM)


def _text(folder: Path) -> str:
    files = listing.files(folder, "*.tf")
    return "\n".join(path.read_text(encoding="utf-8", errors="replace") for path in files)


def _own_keys(stack: StackFolder, text: str) -> set[str]:
    named = _BACKEND.search(text)
    return {str(stack.path / _LOCAL_STATE), *({named[1]} if named else ())}


def _keys(folder: Path, written: str) -> tuple[str, ...]:
    """A key of a bucket, or a path as seen from the stack."""
    path = folder / written
    return (written, str(path.parent.resolve() / path.name))


def _refuse_circles(before: Order) -> None:
    try:
        TopologicalSorter(before).prepare()
    except CycleError as error:
        names = " -> ".join(stack.name for stack in error.args[1])
        raise InputError(
            f"stacks wait for each other: {names}",
            hint="take one of these references, or one depends_on of a spec, away",
        ) from error
