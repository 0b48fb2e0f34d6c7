"""What the provider itself checks once a body fits its schema.

Providers made with terraform-plugin-sdk look into a list, set or map only where all of it is known,
at any depth, and so does this. (Those made with terraform-plugin-framework look at each value that
is known; which kind made a type does not show.) No provider can name an element of a set: it
reports on the set.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from tfgen.analysis.provider import aws_facts
from tfgen.analysis.provider.aws_facts import ObjectFacts
from tfgen.analysis.provider.codes import DEPRECATED, MISSING_ARGUMENT, READ_ONLY, REFUSED
from tfgen.analysis.provider.decoded import Blocks, Decoded
from tfgen.analysis.provider.places import Key, Spot, place
from tfgen.analysis.provider.written import Written
from tfgen.evaluate.values import Value, to_python
from tfgen.provider_schema.checks import Check
from tfgen.provider_schema.model import AttributeSchema, BlockSchema, NestedBlock


@dataclass(frozen=True, slots=True)
class Subject:
    """What is checked: a block of a `kind` and type, and the source address of its provider."""

    kind: str
    type: str
    source: str

    def objects(self) -> Mapping[str, ObjectFacts]:
        """What is known of arguments that hold objects, by name."""
        if self.source != aws_facts.SOURCE or self.kind != "resource":
            return {}
        facts = aws_facts.OBJECTS
        return {name: found for (type_, name), found in facts.items() if type_ == self.type}


def check(decoded: Decoded, schema: BlockSchema, root: Written, subject: Subject) -> None:
    """Reports what the provider refuses, or calls deprecated, in the body `root`."""
    inspection = _Inspection(root, subject.objects(), advise=not schema.deprecated)
    inspection.block(decoded, schema, Spot())


@dataclass(frozen=True, slots=True)
class _Inspection:
    root: Written
    objects: Mapping[str, ObjectFacts]
    advise: bool

    def block(self, decoded: Decoded, schema: BlockSchema, spot: Spot) -> None:
        for name, value in decoded.values.items():
            attribute = schema.attributes[name]
            if value.data is None:
                if attribute.required:
                    self._missing(name, spot.at(name))
                continue
            if not attribute.configurable:
                message = f"`{name}` is set by the provider alone"
                self._report(READ_ONLY, spot.at(name), message, "remove it")
                continue
            self._value(name, value, attribute, spot.at(name))
            if not spot.path and name in self.objects and value.is_wholly_known:
                self._objects(name, value, attribute, self.objects[name])
        for name, blocks in decoded.blocks.items():
            if blocks.items:
                self._blocks(name, blocks, schema.blocks[name], spot)

    def _value(self, name: str, value: Value, attribute: AttributeSchema, spot: Spot) -> None:
        self._deprecated(name, attribute.deprecated, spot)
        if not attribute.checks and not attribute.element_checks:
            return
        if not value.is_wholly_known:
            return
        self._refused(name, value, attribute.checks, spot)
        if attribute.element_checks:
            for inner, inner_spot in _elements(value, attribute, spot):
                self._refused(name, inner, attribute.element_checks, inner_spot)

    def _objects(
        self, name: str, value: Value, attribute: AttributeSchema, facts: ObjectFacts
    ) -> None:
        for each, spot in _elements(value, attribute, Spot((name,))):
            given = each.data if isinstance(each.data, dict) else {}
            for inner, one in given.items():
                path = spot.at(inner)
                if one.data is None:
                    if inner in facts.required:
                        self._missing(f"{name}.{inner}", path)
                    continue
                for part in one.data if isinstance(one.data, tuple) else (one,):
                    self._refused(f"{name}.{inner}", part, facts.checks.get(inner, ()), path)

    def _refused(self, name: str, value: Value, checks: tuple[Check, ...], spot: Spot) -> None:
        if not value.is_wholly_known or value.data is None:
            return
        for one in checks:
            refusal = one.refusal(to_python(value))
            if refusal:
                message = f"the provider refuses this value of `{name}`"
                self._report(REFUSED, spot, message, f"it {refusal}")
                return

    def _blocks(self, name: str, blocks: Blocks, type_: NestedBlock, spot: Spot) -> None:
        self._deprecated(name, type_.block.deprecated, spot.at(name))
        if not blocks.wholly_known:
            return
        for item, inner in blocks.spots(spot, name, type_.nesting):
            self.block(item, type_.block, inner)

    def _missing(self, name: str, spot: Spot) -> None:
        message = f"the argument `{name}` is required, and must not be null"
        self._report(MISSING_ARGUMENT, spot, message, "give it a value")

    def _deprecated(self, name: str, deprecated: str | bool, spot: Spot) -> None:
        if deprecated and self.advise:
            advice = deprecated if isinstance(deprecated, str) else "see the provider's page of it"
            self._report(DEPRECATED, spot, f"`{name}` is deprecated", advice)

    def _report(self, code: str, spot: Spot, message: str, remedy: str) -> None:
        self.root.report(code, place(self.root, spot.path), message, remedy)


def _elements(value: Value, attribute: AttributeSchema, spot: Spot) -> Iterator[tuple[Value, Spot]]:
    """The elements of a known list, set or map, each with its place; none of anything else."""
    if isinstance(value.data, dict):
        yield from ((each, spot.at(Key(name))) for name, each in value.data.items())
    elif isinstance(value.data, tuple):
        for number, each in enumerate(value.data):
            yield each, spot.element(attribute.type[0], number)
