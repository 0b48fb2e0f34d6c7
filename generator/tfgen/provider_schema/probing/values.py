"""Questions about values: garbage, nothing, too long, too much; and what the messages prove."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from tfgen.provider_schema.model import JsonType
from tfgen.provider_schema.probing.asking import Answer, Instance
from tfgen.provider_schema.probing.messages import Condition, about_value, conditions
from tfgen.provider_schema.probing.shape import Facts, covers, filling
from tfgen.provider_schema.probing.slots import (
    SIMPLE,
    Filling,
    Path,
    Slot,
    element_path,
    leaf_type,
    many,
    quoted,
    shaped,
)

_LONG = 1_100
_MANY = 130


@dataclass
class Findings:
    """What is known about the values of one slot.

    `conditions` as the messages state them, by the path that they hold for (an element's path ends
    in `*`); `templates` are the messages about garbage without what names slot and value.
    """

    conditions: dict[Path, dict[str, Any]] = field(default_factory=dict)
    templates: set[str] = field(default_factory=set)
    kinds: dict[Path, set[str]] = field(default_factory=dict)


def value_questions(facts: Facts) -> Iterator[Instance]:
    """Every argument of a block with values that its checks refuse, in a few rounds."""
    slots = [slot for slot in facts.target.slots if not slot.is_block]
    numbers = {slot.path: number for number, slot in enumerate(facts.target.slots)}
    for chosen in covers(facts, slots):
        yield Instance(facts.target, filling(chosen, numbers), "garbage")
        for tag, value in _ROUNDS.items():
            yield Instance(facts.target, _filled(chosen, value), tag)


def _filled(chosen: set[Path], value: Callable[[JsonType], str | None]) -> Filling:
    def fill(slot: Slot) -> str | None:
        if slot.path not in chosen and not slot.required:
            return None
        return "" if slot.is_block else value(slot.type)

    return fill


def _long(type_: JsonType) -> str:
    leaves = {"string": quoted("a" * _LONG), "number": "0", "bool": "true", "dynamic": '"a"'}
    inner = leaf_type(type_)
    if isinstance(type_, list) and type_[0] in {"list", "set"} and inner in SIMPLE:
        return many(inner, _MANY)
    return shaped(type_, leaves)


def _empty(type_: JsonType) -> str:
    if isinstance(type_, list) and type_[0] in {"list", "set", "map"}:
        return "{}" if type_[0] == "map" else "[]"
    return _nothing(type_)


def _nothing(type_: JsonType) -> str:
    return shaped(type_, {"string": '""', "number": str(10**9), "bool": "false", "dynamic": '""'})


def _empty_elements(type_: JsonType) -> str | None:
    return None if isinstance(type_, str) else _nothing(type_)


def _fraction(type_: JsonType) -> str | None:
    return "1.5" if type_ == "number" else None


_ROUNDS: Mapping[str, Callable[[JsonType], str | None]] = {
    "empty": _empty,
    "long": _long,
    "fraction": _fraction,
    "empty elements": _empty_elements,
}


def learn_from(answer: Answer, slots: Mapping[Path, Slot], found: dict[Path, Findings]) -> None:
    """Takes what one answer to `value_questions` proves about its slot."""
    slot = slots.get(answer.path or ())
    if slot is None or slot.is_block or not answer.error or not about_value(answer.summary):
        return
    findings = found.setdefault(slot.path, Findings())
    stated = list(conditions(answer.summary, answer.detail))
    for each in stated:
        one = _typed(each, leaf_type(slot.type))
        path = slot.path if one.kind == "items" else element_path(slot)
        findings.kinds.setdefault(path, set()).add(one.kind)
        _add(findings.conditions.setdefault(path, {}), one)
    if answer.instance.tag == "garbage" and not stated:
        findings.templates.add(template(answer))


def _typed(one: Condition, leaf: Any) -> Condition:
    """The framework quotes the members of an enumeration of numbers, too."""
    if (
        one.kind != "one_of"
        or leaf != "number"
        or not all(isinstance(x, str) for x in one.argument)
    ):
        return one
    return Condition(one.kind, [float(x) if "." in x else int(x) for x in one.argument])


def _add(known: dict[str, Any], one: Condition) -> None:
    """Two statements of one kind hold both where they are limits; others cannot be trusted."""
    former = known.get(one.kind)
    if former is None or former == one.argument:
        known[one.kind] = one.argument
    elif one.kind in {"range", "length", "items"}:
        lows = [x for x in (former[0], one.argument[0]) if x is not None]
        highs = [x for x in (former[1], one.argument[1]) if x is not None]
        known[one.kind] = [max(lows, default=None), min(highs, default=None)]
    elif one.kind == "matches":
        known["matches"] = former
    else:
        known[one.kind] = [x for x in former if x in one.argument] or former


def template(answer: Answer) -> str:
    """The message without what names the slot and its value: slots with one share a validation."""
    text = f"{answer.summary}|{answer.detail}"
    names = [*(answer.path or ())]
    text = re.sub(r"zz zz!\d+|zz", "", text)
    text = re.sub(r"\[(?:Value\(.*?\)|\d+)\]|\.\d+", "", text, flags=re.DOTALL)
    for name in sorted(names, key=len, reverse=True):
        text = re.sub(rf"(?<![A-Za-z_]){re.escape(name)}(?![A-Za-z_])", "~", text)
    return re.sub(r"~(?:\.~)*", "~", text)[:300]
