"""What became of stacks, for a terminal or a log."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from tfgen.review.model import StackReview
from tfgen.review.subject import PLAN, Subject

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
# https://docs.github.com/actions/reference/workflow-commands-for-github-actions
_COMMAND = re.compile(r"^(\s*)(::|##\[)", re.MULTILINE)
_SIGNS = {"add": "+", "change": "~", "replace": "-/+", "destroy": "-", "forget": "."}


def render(stacks: Sequence[StackReview], subject: Subject = PLAN) -> str:
    """A block for each stack with something to tell, then a line a stack.

    Of a stack that is alone Terraform's own text comes first; of many it would be too long to read.
    """
    if not stacks:
        return f"nothing to {subject.command}"
    alone = [_visible(stack.text) for stack in stacks if stack.text and len(stacks) == 1]
    told = (stack for stack in stacks if stack.words or stack.guards or stack.notes)
    blocks = ["\n".join(_block(stack)) for stack in told]
    width = max((len(stack.name) for stack in stacks), default=0)
    table = "\n".join(_row(stack, width, subject) for stack in stacks)
    return "\n\n".join([*alone, *blocks, table])


def _block(stack: StackReview) -> Iterator[str]:
    yield f"{stack.name}: {stack.impact.value if stack.words else stack.result}"
    for one in stack.words:
        yield f"  {_SIGNS.get(one.kind, '?'):>3} {plain(one.address)}  ({one.impact.value})"
        yield from (f"        {plain(line)}" for line in one.lines)
    for guard in stack.guards:
        word = "blocked" if guard.blocking else "allowed"
        place = f" {guard.address}" if guard.address else ""
        yield f"  ! {word} [{guard.code}]{plain(place)}: {plain(guard.message)}"
    yield from (f"  note: {plain(note)}" for note in stack.notes)


def _row(stack: StackReview, width: int, subject: Subject) -> str:
    counts = ", ".join(
        f"{stack.count(kind)} {word}" for kind, word in subject.counts.items() if stack.count(kind)
    )
    blocked = "blocked; " if stack.blocked else ""
    reason = plain(stack.error.splitlines()[0]) if stack.error else counts
    result = subject.changed if stack.result == "changed" else stack.result
    return f"{result:>8}  {stack.name:<{width}}  {blocked}{reason}".rstrip()


def _visible(text: str) -> str:
    return "\n".join(map(plain, text.strip().split("\n")))


def plain(text: str) -> str:
    """A text without what a terminal would obey, or the log of GitHub's Actions as a command."""
    return _COMMAND.sub(
        "\\1\N{ZERO WIDTH SPACE}\\2", _CONTROL.sub("\N{REPLACEMENT CHARACTER}", text)
    )
