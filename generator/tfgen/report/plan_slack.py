"""What became of stacks, as the payload of a Slack message.

https://docs.slack.dev/reference/block-kit/blocks: 50 blocks a message, 3,000 characters a text, 150
a header. What a plan says is somebody's text: with `&`, `<` and `>` escaped nothing in it is a
mention or a link (https://docs.slack.dev/messaging/formatting-message-text).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from typing import Any

from tfgen.review.model import StackReview, Words
from tfgen.review.subject import PLAN, Subject

BLOCKS = 50
LONGEST = 3_000
# Of all blocks together; Slack names no number, and refuses messages that are much longer.
_ROOM = 12_000
_LONGEST_LINE = 300
_LINES = 12
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069]")
_ESCAPES = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}


def render(stacks: Sequence[StackReview], subject: Subject = PLAN) -> str:
    """The payload: a section for each stack with something to tell, the failed ones first."""
    told = sorted((one for one in stacks if one.result != "no-op"), key=_rank)
    headline = f"{subject.title}: {_said(stacks, subject)}"
    blocks = [_section(f"*{_escaped(headline, _LONGEST_LINE)}*")]
    room = _ROOM
    for at, stack in enumerate(told):
        text = "\n".join(_lines(stack))
        room -= len(text)
        if room < 0 or len(blocks) == BLOCKS - 1:
            blocks.append(_section(f"and {len(told) - at} more stacks: see the report"))
            break
        blocks.append(_section(text))
    payload = {"text": _escaped(headline, _LONGEST_LINE), "blocks": blocks}
    return json.dumps(payload, indent=2, ensure_ascii=False)


def _rank(stack: StackReview) -> tuple[bool, str]:
    return stack.result == "changed", stack.name


def _said(stacks: Sequence[StackReview], subject: Subject) -> str:
    words = {"changed": subject.changed, "failed": "failed", "skipped": "skipped"}
    counts = [(sum(one.result == result for one in stacks), words[result]) for result in words]
    said = ", ".join(f"{number} {word}" for number, word in counts if number)
    return f"{said or subject.nothing}, of {len(stacks)} stacks"


def _section(text: str) -> dict[str, Any]:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}}


def _lines(stack: StackReview) -> Iterator[str]:
    """A stack in at most 3,000 characters: a line for its name, some for what became of it."""
    yield f"*{_escaped(stack.name, _LONGEST_LINE)}*" + (f": {stack.result}" * bool(stack.error))
    told = [*stack.error.splitlines()[:1], *(line for one in stack.words for line in _change(one))]
    room = LONGEST - 2 * _LONGEST_LINE
    for at, line in enumerate(told):
        escaped = _escaped(line, _LONGEST_LINE)
        room -= len(escaped) + 1
        if room < 0 or at == _LINES:
            yield f"and {len(told) - at} lines more"
            return
        yield escaped


def _change(words: Words) -> Iterator[str]:
    yield f"\N{BULLET} {words.address} {words.impact.value}"
    yield from (f"      {line}" for line in words.lines)


def _escaped(text: str, limit: int) -> str:
    """A text on one line that nothing is read into, of at most `limit` characters."""
    line = _CONTROL.sub("\N{REPLACEMENT CHARACTER}", text).replace("\n", " ")
    pieces = [_ESCAPES.get(character, character) for character in line[:limit]]
    size = 0
    for at, piece in enumerate(pieces):
        size += len(piece)
        if size > limit - 1:
            return "".join(pieces[:at]) + "\N{HORIZONTAL ELLIPSIS}"
    return "".join(pieces) + "\N{HORIZONTAL ELLIPSIS}" * (len(line) > limit)
