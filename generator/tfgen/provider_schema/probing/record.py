"""All questions in their order -> the entries of a file of recorded checks."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from tfgen.provider_schema.compact import KINDS
from tfgen.provider_schema.forms import FORMS
from tfgen.provider_schema.lookup import Schema
from tfgen.provider_schema.probing.asking import Validate, ask
from tfgen.provider_schema.probing.evidence import family
from tfgen.provider_schema.probing.free_text import learn_templates, open_templates
from tfgen.provider_schema.probing.learning import examples
from tfgen.provider_schema.probing.shape import Facts, first_questions
from tfgen.provider_schema.probing.slots import Path, Target, element_path, target
from tfgen.provider_schema.probing.values import Findings, learn_from, value_questions
from tfgen.provider_schema.probing.verifying import Recorded, Sample, verified
from tfgen.provider_schema.sources import local_name


def record(
    schema: Schema, name: str, validate: Validate, tell: Callable[[str], None]
) -> dict[str, Any]:
    """The recorded checks of a provider: entry -> what `constraints` reads.

    `name` is the provider's local name in the configurations given to `validate`; `tell` is told
    what happens. A provider of a thousand types takes an hour.
    """
    targets = probed(schema, name)
    tell(f"{len(targets)} types: what may stand together")
    facts = {one.entry: Facts(one) for one in targets}
    for answer in ask(first_questions(targets), validate):
        facts[answer.instance.target.entry].learn(answer)
    tell("which values are refused")
    found = values_of(facts, validate)
    tell("what the messages stand for")
    recorded = stated(facts, found)
    groups = open_templates(facts, found)
    for text, checks in learn_templates(facts, groups, validate).items():
        for entry, slot in groups[text]:
            place = recorded.setdefault(entry, {}).setdefault(element_path(slot), {})
            for kind, argument in checks.items():
                place.setdefault(kind, argument)
    tell("whether the provider confirms it")
    return entries(facts, confirmed(facts, recorded, validate))


def probed(schema: Schema, name: str) -> list[Target]:
    """All blocks of a provider that can be asked about.

    Nothing recorded before has a say: `schema` has no recorded checks beside it.
    """
    found = [
        target(kind, type_, block, "" if local_name(type_) == name else name)
        for kind in KINDS
        for type_ in schema.names(kind)  # type: ignore[arg-type]
        if (block := schema.block(kind, type_)) is not None  # type: ignore[arg-type]
    ]
    return [*found, target("provider", name, schema.provider())]


def values_of(facts: Mapping[str, Facts], validate: Validate) -> dict[str, dict[Path, Findings]]:
    """What the answers to `value_questions` prove, by entry and slot."""
    slots = {entry: {slot.path: slot for slot in one.target.slots} for entry, one in facts.items()}
    found: dict[str, dict[Path, Findings]] = {}
    questions = (instance for one in facts.values() for instance in value_questions(one))
    for answer in ask(questions, validate):
        entry = answer.instance.target.entry
        learn_from(answer, slots[entry], found.setdefault(entry, {}))
    return found


def stated(facts: Mapping[str, Facts], found: Mapping[str, Mapping[Path, Findings]]) -> Recorded:
    """The checks that messages state outright."""
    recorded: Recorded = {}
    for entry in facts:
        for findings in found.get(entry, {}).values():
            for path, conditions in findings.conditions.items():
                recorded.setdefault(entry, {}).setdefault(path, {}).update(conditions)
    return recorded


def confirmed(facts: Mapping[str, Facts], recorded: Recorded, validate: Validate) -> Recorded:
    """The checks that hold in a second round; those that a small change mends are asked again."""
    kept, wrong = verified(facts, recorded, validate)
    mended, _ = verified(facts, mends(recorded, wrong), validate)
    for entry, by_path in mended.items():
        for path, checks in by_path.items():
            kept.setdefault(entry, {}).setdefault(path, {}).update(checks)
    return kept


def mends(recorded: Recorded, wrong: Sequence[Sample]) -> Recorded:
    """A wider check for each that refused too much: "" added, upper case or lower as good."""
    found: Recorded = {}
    by_check: dict[tuple[str, Path, str], set[str]] = {}
    for sample in wrong:
        if sample.refused:
            by_check.setdefault((sample.entry, sample.path, sample.kind), set()).add(sample.text)
    for (entry, path, kind), texts in by_check.items():
        argument = recorded[entry][path][kind]
        place = found.setdefault(entry, {}).setdefault(path, {})
        if kind == "one_of" and isinstance(argument[0], str):
            members = [*argument, *([""] if '""' in texts else [])]
            place["one_of_any_case" if texts - {'""'} else "one_of"] = members
        elif kind in {"form", "form_or_empty"}:
            place |= _wider_form(argument, {_plain(text) for text in texts})
    return found


def _wider_form(name: str, accepted: set[str]) -> dict[str, str]:
    """The narrowest form of the same family that has room for what was accepted after all."""
    if accepted == {""}:
        return {"form_or_empty": name}
    room = [
        other
        for other in family(name)
        if all(FORMS[other].holds(text) for text in accepted if text)
    ]
    narrowest = min(room, key=lambda one: sum(map(FORMS[one].holds, examples())), default=None)
    return {} if narrowest is None else {"form_or_empty": narrowest}


def _plain(text: str) -> str:
    return str(json.loads(text.replace("$${", "${").replace("%%{", "%{")))


def entries(facts: Mapping[str, Facts], recorded: Recorded) -> dict[str, Any]:
    """The entries of the file; types without anything recorded have none."""
    found: dict[str, Any] = {}
    for entry, one in facts.items():
        checks = {
            ".".join(path): dict(sorted(kinds.items()))
            for path, kinds in sorted(recorded.get(entry, {}).items())
            if kinds
        }
        parts = {
            "relations": _relations(one),
            "checks": checks,
            "deprecated": dict(sorted(one.deprecated.items())),
            "refused": sorted(".".join(path) for path in one.refused),
        }
        kept = {key: value for key, value in parts.items() if value}
        if kept:
            found[entry] = kept
    return found


def _relations(facts: Facts) -> list[list[Any]]:
    """The relations of an entry, their paths with the index 0 after each list or set of blocks."""
    nesting = {".".join(slot.path): slot.nesting for slot in facts.target.slots}
    found = []
    for (kind, on), others in sorted(facts.relations.items()):
        kept = others - {on} if kind in {"conflicts", "required_with"} else others
        paths = [_indexed(path, nesting) for path in (on, *sorted(kept))]
        if all(paths) and kept:
            found.append([kind, paths[0], paths[1:]])
    return found


def _indexed(path: str, nesting: Mapping[str, str]) -> str | None:
    """`rule.prefix` as `rule.0.prefix`; None where a step of the path is not in the schema."""
    steps = path.split(".")
    found = []
    for end in range(1, len(steps) + 1):
        kind = nesting.get(".".join(steps[:end]))
        if kind is None or (kind in {"single", "group", "map"} and end < len(steps)):
            return None
        found += [steps[end - 1], "0"] if kind and end < len(steps) else [steps[end - 1]]
    return ".".join(found)
