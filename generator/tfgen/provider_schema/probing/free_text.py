"""Questions about strings whose messages do not state the condition, one slot for each message."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from tfgen.provider_schema.probing.asking import Instance, Validate, ask
from tfgen.provider_schema.probing.learning import learn, more, words
from tfgen.provider_schema.probing.messages import STATED, about_value
from tfgen.provider_schema.probing.shape import Facts, covers
from tfgen.provider_schema.probing.slots import Path, Slot, leaf_type, quoted, shaped
from tfgen.provider_schema.probing.values import Findings


def open_templates(
    facts: Mapping[str, Facts], found: Mapping[str, Mapping[Path, Findings]]
) -> dict[str, list[tuple[str, Slot]]]:
    """The strings that refused garbage without a stated condition: by message, entry and slot."""
    groups: dict[str, list[tuple[str, Slot]]] = {}
    for entry, by_path in found.items():
        slots = {slot.path: slot for slot in facts[entry].target.slots}
        for path, findings in by_path.items():
            stated = set().union(*findings.kinds.values()) if findings.kinds else set()
            is_text = leaf_type(slots[path].type) == "string"
            if is_text and len(findings.templates) == 1 and not stated & (STATED - {"length"}):
                groups.setdefault(next(iter(findings.templates)), []).append((entry, slots[path]))
    return groups


def learn_templates(
    facts: Mapping[str, Facts],
    groups: Mapping[str, Sequence[tuple[str, Slot]]],
    validate: Validate,
) -> dict[str, dict[str, Any]]:
    """The checks (kind -> argument) that each message stands for, learned from one of its slots."""
    chosen = {name: min(members, key=_simplicity) for name, members in groups.items()}
    verdicts: dict[str, dict[str, bool]] = {name: {} for name in groups}
    for strings in (words, more):
        questions = {name: strings(name, verdicts[name]) for name in chosen}
        _put(facts, chosen, questions, verdicts, validate)
    return {name: learned for name in groups if (learned := learn(name, verdicts[name]))}


def _simplicity(member: tuple[str, Slot]) -> tuple[int, bool, str]:
    entry, slot = member
    return len(slot.path), not isinstance(slot.type, str), entry


def _put(
    facts: Mapping[str, Facts],
    chosen: Mapping[str, tuple[str, Slot]],
    questions: Mapping[str, Iterable[str]],
    verdicts: Mapping[str, dict[str, bool]],
    validate: Validate,
) -> None:
    def instances() -> Iterator[Instance]:
        for name, strings in questions.items():
            entry, slot = chosen[name]
            covered = covers(facts[entry], [slot])[0]
            for string in strings:
                verdicts[name][string] = False
                filling = only(covered, slot, quoted(string))
                yield Instance(facts[entry].target, filling, (name, string))

    for answer in ask(instances(), validate):
        name, string = answer.instance.tag
        told = answer.error and about_value(answer.summary)
        if told and answer.path == chosen[name][1].path:
            verdicts[name][string] = True


def only(covered: set[Path], slot: Slot, text: str) -> Callable[[Slot], str | None]:
    """Fills one slot with a value, and leaves all else out that may be left out."""

    def fill(other: Slot) -> str | None:
        if other.path == slot.path:
            return shaped(slot.type, dict.fromkeys(("string", "number", "bool", "dynamic"), text))
        return "" if other.path in covered and other.is_block else None

    return fill
