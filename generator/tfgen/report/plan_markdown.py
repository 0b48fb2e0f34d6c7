"""What became of stacks, as one comment on a pull request.

GitHub takes 65,536 characters a comment. What a plan says is somebody's text: it stands in fences
longer than any run of backticks in it, and every mark of Markdown or HTML outside of fences is
written as an entity.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence

from tfgen.review.model import Impact, StackReview, Words
from tfgen.review.subject import PLAN, Subject

LIMIT = 65_536
MARKER = PLAN.marker
"""The first line of the comment on a pull request, by which the next run finds it."""
_ROOM = 500
_TICKS = re.compile("`+")
_PLAIN = re.compile(r"[^A-Za-z0-9 .,/:;=+()-]")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def render(stacks: Sequence[StackReview], limit: int = LIMIT, subject: Subject = PLAN) -> str:
    """The comment, of at most `limit` characters; what has no room in it is named at its end."""
    ranked = sorted(stacks, key=_rank)
    told = [stack for stack in ranked if stack.result != "no-op"]
    head = f"{subject.marker}\n{_headline(stacks, subject)}\n"
    quiet = _quiet([stack for stack in ranked if stack.result == "no-op"], limit, subject)
    rows = [_row(stack, subject) for stack in told]
    room = limit - len(head) - len(quiet) - _ROOM
    heading = _heading(subject)
    shown, left = _fitting(rows, room - len(heading))
    table = f"\n{heading}\n" + "\n".join(shown) + "\n" if shown else ""
    if left:
        table += f"\n{left} more stacks have no room in this table.\n"
    sections, out = _sections(told, room - len(table))
    text = head + table + "".join(sections) + quiet
    if out:
        names = _listed([stack.name for stack in out], _ROOM // 2)
        text += (
            f"\nNo room here for the details of {names}: they stand in the summary of the run.\n"
        )
    return text


def _heading(subject: Subject) -> str:
    kinds = [word.removeprefix("to ") for word in subject.counts.values()]
    return f"| {' | '.join(['stack', *kinds, 'what it means'])} |\n|{'---|' * (len(kinds) + 2)}"


def _rank(stack: StackReview) -> tuple[int, str]:
    """Failed and blocked stacks first, then by what the change means."""
    worst = {"failed": 0, "skipped": 2}.get(stack.result, 1 if stack.blocked else 3)
    impacts = list(type(stack.impact))
    return worst * 100 + len(impacts) - impacts.index(stack.impact), stack.name


def _headline(stacks: Sequence[StackReview], subject: Subject) -> str:
    words = (("changed", subject.changed), ("failed", "failed"), ("skipped", "skipped"))
    counts = [(sum(s.result == result for s in stacks), word) for result, word in words]
    blocked = sum(stack.blocked for stack in stacks)
    parts = [f"{number} {word}" for number, word in [*counts, (blocked, "blocked")] if number]
    said = ", ".join(parts) or subject.nothing
    return f"### {_escaped(subject.title)}: {said}, of {len(stacks)} stacks"


def _row(stack: StackReview, subject: Subject) -> str:
    counts = " | ".join(str(stack.count(kind) or "") for kind in subject.counts)
    if stack.result in ("failed", "skipped"):
        said = stack.error.splitlines()[0] if stack.error else ""
        means = f"**{stack.result}** {_escaped(said)}"
    else:
        blocked = [guard.code for guard in stack.guards if guard.blocking]
        means = (f"**blocked: {_escaped(', '.join(blocked))}**; " if blocked else "") + str(
            stack.impact.value
        )
    return f"| {_escaped(stack.name)} | {counts} | {means} |"


def _fitting(rows: Sequence[str], room: int) -> tuple[list[str], int]:
    shown: list[str] = []
    used = _ROOM
    for row in rows:
        used += len(row) + 1
        if used > room:
            break
        shown.append(row)
    return shown, len(rows) - len(shown)


def _sections(stacks: Sequence[StackReview], room: int) -> tuple[list[str], list[StackReview]]:
    """The stacks' details that fit, the riskiest first; and the stacks that are left out."""
    sections, out = [], []
    for stack in stacks:
        # With Terraform's own text, or where that is too long, in tfgen's words alone.
        made = (_section(stack, whole=whole) for whole in (True, False))
        fits = next((text for text in made if len(text) <= room), None)
        # One stack that is too long leaves half of the room to those after it.
        fits = _shortened(stack, room // 2) if fits is None else fits
        if fits is None:
            out.append(stack)
        else:
            sections.append(fits)
            room -= len(fits)
    return sections, out


def _shortened(stack: StackReview, room: int) -> str | None:
    """A section with as many changes as have room, the worst first; None where none has."""
    numbers = range(1, len(stack.words))
    most = bisect_right(
        numbers, room, key=lambda number: len(_section(stack, whole=False, most=number))
    )
    return _section(stack, whole=False, most=most) if most else None


def _section(stack: StackReview, *, whole: bool, most: int | None = None) -> str:
    text = "\n".join(_told(stack, most))
    if whole and stack.text:
        text += f"\n\n{stack.text.strip()}"
    fenced = _fence(text) if text.strip() else ""
    open_ = " open" if stack.blocked else ""
    means = stack.impact.value if stack.result == "changed" else stack.result
    title = f"{_escaped(stack.name)}: {_escaped(means)}"
    return f"\n<details{open_}><summary>{title}</summary>\n\n{fenced}\n</details>\n"


def _told(stack: StackReview, most: int | None) -> Iterator[str]:
    yield from (stack.error.splitlines() if stack.error else ())
    for guard in stack.guards:
        word = "BLOCKED" if guard.blocking else "allowed"
        yield f"{word} [{guard.code}] {guard.address}: {guard.message}"
    for one in stack.words if most is None else _worst(stack)[:most]:
        yield f"{one.kind} {one.address} ({one.impact.value})"
        yield from (f"    {line}" for line in one.lines)
    if most is not None:
        left = len(stack.words) - most
        yield f"and {left} more changes, which stand in the summary of the run"
    yield from (f"note: {note}" for note in stack.notes)


def _worst(stack: StackReview) -> list[Words]:
    order = list(Impact)
    return sorted(stack.words, key=lambda one: -order.index(one.impact))


def _quiet(stacks: Sequence[StackReview], limit: int, subject: Subject) -> str:
    if not stacks:
        return ""
    names = _listed([stack.name for stack in stacks], limit // 8)
    return f"\n{subject.quiet} in {names}.\n{_notes(stacks, limit // 8)}"


def _notes(stacks: Sequence[StackReview], room: int) -> str:
    """What is to be said of stacks without a change, as far as it fits."""
    lines = [f"{stack.name}: {note}" for stack in stacks for note in stack.notes]
    shown: list[str] = []
    for line in lines:
        room -= len(line) + 1
        if room < 0:
            shown.append(f"and {len(lines) - len(shown)} more")
            break
        shown.append(line)
    text = "\n".join(shown)
    return f"\n<details><summary>Notes</summary>\n\n{_fence(text)}\n</details>\n" if text else ""


def _listed(names: Sequence[str], room: int) -> str:
    """Names in a row, as many as fit into some characters."""
    shown: list[str] = []
    for name in names:
        if sum(map(len, shown)) + 2 * len(shown) + len(_escaped(name)) > room:
            return f"{', '.join(shown)} and {len(names) - len(shown)} more".removeprefix(" and ")
        shown.append(_escaped(name))
    return ", ".join(shown)


def _fence(text: str) -> str:
    clean = _CONTROL.sub("\N{REPLACEMENT CHARACTER}", text)
    longest = max((len(run) for run in _TICKS.findall(clean)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}\n{clean}\n{fence}"


def _escaped(text: str) -> str:
    """A text that no Markdown and no HTML is read into, on one line."""
    line = " ".join(_CONTROL.sub(" ", text).split())
    return _PLAIN.sub(lambda match: f"&#{ord(match[0])};", line)
