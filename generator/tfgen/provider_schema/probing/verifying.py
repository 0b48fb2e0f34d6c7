"""The second round: what a recorded check refuses is refused, what it accepts is accepted."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tfgen.provider_schema.checks import Check, known_kind
from tfgen.provider_schema.forms import FORMS
from tfgen.provider_schema.probing.asking import Answer, Instance, Validate, ask, named
from tfgen.provider_schema.probing.free_text import only
from tfgen.provider_schema.probing.learning import examples
from tfgen.provider_schema.probing.messages import STATED, about_value, conditions
from tfgen.provider_schema.probing.shape import Facts, covers
from tfgen.provider_schema.probing.slots import SIMPLE, Path, Slot, leaf_type, many, quoted
from tfgen.provider_schema.probing.values import template

_SAMPLES = 3
_CHARACTERS = 10
_LONGEST = 20_000


@dataclass(frozen=True)
class Sample:
    """A value put to one check: its HCL text, and whether the check refuses it."""

    entry: str
    path: Path
    kind: str
    text: str
    refused: bool


Recorded = dict[str, dict[Path, dict[str, Any]]]


def verified(
    facts: Mapping[str, Facts], recorded: Recorded, validate: Validate
) -> tuple[Recorded, list[Sample]]:
    """The checks that the provider confirms by entry and path, and the samples that failed."""
    samples = list(_samples(facts, recorded))
    slots = {(entry, slot.path): slot for entry, one in facts.items() for slot in one.target.slots}

    def instances() -> Iterator[Instance]:
        for number, sample in enumerate(samples):
            slot = slots[sample.entry, _slot_path(sample.path)]
            covered = covers(facts[sample.entry], [slot])
            filling = _filled(covered[0], slot, sample)
            yield Instance(facts[sample.entry].target, filling, number)

    refusals: dict[int, set[str]] = {}
    for answer in ask(instances(), validate):
        sample = samples[answer.instance.tag]
        told = answer.error and about_value(answer.summary)
        if told and _is_about(sample, answer) and _counts(sample, answer):
            # A block that has to stand there twice says the same twice.
            refusals.setdefault(answer.instance.tag, set()).add(template(answer))
    return _judged(recorded, samples, refusals)


def _judged(
    recorded: Recorded, samples: Sequence[Sample], refusals: Mapping[int, set[str]]
) -> tuple[Recorded, list[Sample]]:
    """`refusals`: the messages that each sample met, by its number.

    Two messages about one value may be those of two conditions one of which is enough. So what a
    message states is proved only by a value that meets this message alone.
    """
    wrong = [
        sample for number, sample in enumerate(samples) if (number in refusals) != sample.refused
    ]
    proved = {
        (sample.entry, sample.path, sample.kind)
        for number, sample in enumerate(samples)
        if sample.refused and (len(refusals.get(number, ())) == 1 or sample.kind not in STATED)
    }
    dropped = {(sample.entry, sample.path, sample.kind) for sample in wrong}
    kept = {
        entry: {
            path: {
                kind: argument
                for kind, argument in checks.items()
                if (entry, path, kind) in proved - dropped
            }
            for path, checks in by_path.items()
        }
        for entry, by_path in recorded.items()
    }
    return kept, wrong


def _is_about(sample: Sample, answer: Answer) -> bool:
    """Whether a diagnostic is about the sample's argument, by its place or by what it shows."""
    path = _slot_path(sample.path)
    if answer.path is not None:
        return answer.path == path
    key = named(answer.summary, answer.detail)
    fits = not key or key[-1] == path[-1]
    return fits and path[: len(answer.line)] == answer.line and _shows(answer, sample.text)


def _shows(answer: Answer, text: str) -> bool:
    value = text.removeprefix('"').removesuffix('"')
    message = f"{answer.summary}\n{answer.detail}\n"
    ends = (f"got {value}\n", f"got: {value}\n", f"Value: {value}\n")
    return any(one in message for one in (*ends, f'"{value}"', f"({value})", f": {value}\n"))


def _counts(sample: Sample, answer: Any) -> bool:
    """An accepted sample may fail another check of its slot; a refused one may not pass."""
    if sample.refused or sample.kind.startswith("refused_"):
        return True
    return any(one.kind == sample.kind for one in conditions(answer.summary, answer.detail))


def _slot_path(path: Path) -> Path:
    return path[:-1] if path[-1:] == ("*",) else path


def _filled(covered: set[Path], slot: Slot, sample: Sample) -> Any:
    if sample.kind == "items":

        def fill(other: Slot) -> str | None:
            if other.path == slot.path:
                return sample.text
            return "" if other.path in covered and other.is_block else None

        return fill
    return only(covered, slot, sample.text)


def _samples(facts: Mapping[str, Facts], recorded: Recorded) -> Iterator[Sample]:
    for entry, by_path in recorded.items():
        slots = {slot.path: slot for slot in facts[entry].target.slots}
        for path, checks in by_path.items():
            slot = slots[_slot_path(path)]
            for kind, argument in checks.items():
                for text, refused in _values(kind, argument, slot):
                    yield Sample(entry, path, kind, text, refused)


def _values(kind: str, argument: Any, slot: Slot) -> Iterator[tuple[str, bool]]:
    if not known_kind(kind, argument):
        return
    if kind in {"one_of", "one_of_any_case"}:
        yield from _members(kind, argument)
    elif kind in {"range", "length"}:
        yield from _edges(kind, argument)
    elif kind == "whole":
        yield from (("2.5", True), ("2", False))
    elif kind == "items":
        yield from _counts_of(argument, slot)
    elif kind == "multiple_of":
        yield from ((str(argument * 7 + 1), True), (str(argument * 64), False))
    elif leaf_type(slot.type) == "string":
        texts = _REFUSED[kind](argument) if kind in _REFUSED else _against(kind, argument)
        yield from ((quoted(text), refused) for text, refused in texts)


def _against(kind: str, argument: Any) -> Iterator[tuple[str, bool]]:
    """Strings that the check refuses: for a form, one of each other form."""
    check = Check(kind, argument)
    against = [one for one in examples() if one and check.refusal(one)]
    chosen = against[:: max(1, len(against) // _SAMPLES)][:_SAMPLES]
    if kind in {"form", "form_or_empty"}:
        others = (next(filter(form.holds, against), None) for form in FORMS.values())
        chosen += [one for one in others if one is not None]
    chosen += [""] if check.refusal("") else []
    yield from ((one, True) for one in dict.fromkeys(chosen))


def _characters(refused: str) -> Iterator[tuple[str, bool]]:
    # Were this one refused, the others would say nothing.
    yield "abcdefaabcdef", False
    for one in refused[:: max(1, len(refused) // _CHARACTERS)]:
        yield f"abcdef{one}abcdef", True


def _firsts(refused: str) -> Iterator[tuple[str, bool]]:
    yield "abcdef", False
    for one in refused[:: max(1, len(refused) // _CHARACTERS)]:
        yield f"{one}bcdef", True


def _lasts(refused: str) -> Iterator[tuple[str, bool]]:
    yield "abcdef", False
    for one in refused[:: max(1, len(refused) // _CHARACTERS)]:
        yield f"abcde{one}", True


def _texts(refused: list[str]) -> Iterator[tuple[str, bool]]:
    for one in refused:
        yield f"abcdef{one[0]}abcdef", False
        yield f"abcdef{one}abcdef", True


_REFUSED: Mapping[str, Callable[[Any], Iterator[tuple[str, bool]]]] = {
    "refused_characters": _characters,
    "refused_first": _firsts,
    "refused_last": _lasts,
    "refused_text": _texts,
}


def _members(kind: str, members: list[Any]) -> Iterator[tuple[str, bool]]:
    texts = [one for one in members if isinstance(one, str)]
    if len(texts) != len(members):
        for one in [*members[:2], *members[-1:]]:
            yield str(one), False
        yield str(max(members) + 1), True
        return
    for one in dict.fromkeys([texts[0], texts[-1]]):
        yield quoted(one), False
    variants = {texts[0].swapcase(), "", f"{texts[0]}x"}
    folded = {one.casefold() for one in texts}
    for one in sorted(variants - set(texts)):
        if kind == "one_of" or one.casefold() not in folded:
            yield quoted(one), True


def _edges(kind: str, limits: list[Any]) -> Iterator[tuple[str, bool]]:
    low, high = limits
    whole = all(one is None or isinstance(one, int) for one in limits)
    for edge, beyond in ((low, -1), (high, 1)):
        if edge is None:
            continue
        inside, outside = (edge, edge + beyond) if whole else (edge, edge + beyond * 0.5)
        if kind == "length":
            for size, refused in ((inside, False), (outside, True)):
                if 0 <= size < _LONGEST:
                    yield quoted("a" * size), refused
        else:
            yield str(inside), False
            yield str(outside), True


def _counts_of(limits: list[Any], slot: Slot) -> Iterator[tuple[str, bool]]:
    inner = leaf_type(slot.type)
    if inner not in SIMPLE:
        return
    low, high = limits
    if low:
        yield many(inner, low), False
        yield many(inner, low - 1), True
    if high:
        yield many(inner, high), False
        yield many(inner, high + 1), True
