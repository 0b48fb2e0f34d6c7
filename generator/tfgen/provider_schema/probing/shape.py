"""First questions: what may not stand together, what has to, and what is deprecated."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from tfgen.provider_schema.probing.asking import Answer, Instance
from tfgen.provider_schema.probing.messages import deprecation, relation
from tfgen.provider_schema.probing.slots import (
    Filling,
    Path,
    Slot,
    Target,
    plain,
    quoted,
    shaped,
)

# Halves of neighbours by the bits of their numbers: any two of them stand apart in one of these.
_BITS = 5


def garbage(number: int) -> dict[str, str]:
    """Values that hardly any check accepts, by simple type; `asking.MARK` finds the number."""
    return {
        "string": quoted(f"zz zz!{number}"),
        "number": str(-(10**9) - number),
        "bool": "true",
        "dynamic": quoted(f"zz zz!{number}"),
    }


@dataclass
class Facts:
    """What the answers say about one target."""

    target: Target
    relations: dict[tuple[str, str], set[str]] = field(default_factory=dict)
    deprecated: dict[str, str] = field(default_factory=dict)
    refused: set[Path] = field(default_factory=set)

    def learn(self, answer: Answer) -> None:
        """Takes what an answer says about the shape of the block."""
        advice = deprecation(answer.summary, answer.detail)
        if advice is not None:
            whole = answer.summary.startswith("Deprecated")
            path = () if whole else answer.path if answer.path is not None else answer.line
            self.deprecated[".".join(path)] = advice
        if answer.summary == "Invalid or unknown key" and answer.path is not None:
            self.refused.add(answer.path)
        stated = (
            relation(answer.summary, answer.detail, ".".join(answer.line)) if answer.error else None
        )
        if stated is not None:
            kind, on, others = stated
            self.relations.setdefault((kind, on), set()).update(others)

    def apart(self, slot: Slot) -> set[str]:
        """The dotted paths that may not stand beside the slot."""
        own = ".".join(slot.path)
        found: set[str] = set()
        for (kind, on), others in self.relations.items():
            if kind == "conflicts" and on == own:
                found |= others
            elif kind == "conflicts" and own in others:
                found.add(on)
            elif kind == "exactly_one_of" and own in others:
                found |= others
        return found - {own}


def first_questions(targets: Sequence[Target]) -> Iterator[Instance]:
    """Each block with everything, with only what is required, and with halves of the rest."""
    for target in targets:
        numbers = _numbers(target)
        everything = {slot.path for slot in target.slots}
        yield Instance(target, filling(everything, numbers), "all")
        yield Instance(target, filling(set(), numbers), "none")
        for chosen in _halves(target):
            yield Instance(target, filling(chosen, None), "half")


def _numbers(target: Target) -> dict[Path, int]:
    return {slot.path: number for number, slot in enumerate(target.slots)}


def filling(chosen: set[Path], numbers: dict[Path, int] | None) -> Filling:
    """Garbage for the chosen slots and for what is required; plain values without `numbers`."""

    def fill(slot: Slot) -> str | None:
        if slot.path not in chosen and not slot.required:
            return None
        if slot.is_block:
            return ""
        return shaped(slot.type, garbage(numbers[slot.path])) if numbers else plain(slot.type)

    return fill


def _halves(target: Target) -> Iterator[set[Path]]:
    rank: dict[Path, int] = {}
    neighbours: dict[Path, int] = {}
    for slot in target.slots:
        parent = slot.path[:-1]
        rank[slot.path] = neighbours.get(parent, 0)
        neighbours[parent] = rank[slot.path] + 1
    most = max(neighbours.values(), default=0)
    for bit in range(min(most.bit_length(), _BITS)):
        for side in (0, 1):
            yield {path for path, number in rank.items() if number >> bit & 1 == side}


def covers(facts: Facts, wanted: Iterable[Slot]) -> list[set[Path]]:
    """Choices of slots in which no two conflict, and which have all of `wanted` between them."""
    choices: list[tuple[set[Path], set[str]]] = []
    slots = {slot.path: slot for slot in facts.target.slots}
    for slot in wanted:
        if slot.path in facts.refused:
            continue
        needed = {slot.path[:end] for end in range(1, len(slot.path) + 1)}
        names = {".".join(path) for path in needed}
        apart = set[str]().union(*(facts.apart(slots[path]) for path in needed))
        for chosen, excluded in choices:
            if not names & excluded and not apart & {".".join(path) for path in chosen}:
                chosen.update(needed)
                excluded.update(apart)
                break
        else:
            choices.append((set(needed), set(apart)))
    return [chosen for chosen, _ in choices]
