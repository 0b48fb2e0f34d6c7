"""Resources, data sources and ephemeral resources: their expressions, and their provider's word."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from tfgen.analysis import shapes
from tfgen.analysis.declared import Declared
from tfgen.analysis.evaluation.conditions import only_evaluated
from tfgen.analysis.evaluation.metas import depends_on, repetition
from tfgen.analysis.evaluation.provisioners import provisioners
from tfgen.analysis.known import Known, config_name
from tfgen.analysis.place import Place
from tfgen.analysis.provider.blocks import Kind, check_block
from tfgen.analysis.provider.codes import MISSING_ARGUMENT
from tfgen.analysis.refs import node_of
from tfgen.evaluate.expressions import evaluate
from tfgen.evaluate.values import DYNAMIC_VALUE, Value, object_of, string
from tfgen.hcl.model import Attribute, Block, Body

_OWN_BLOCKS = frozenset({"lifecycle", "connection", "provisioner"})
_NOT_VALUES = frozenset({"provider", "depends_on", "alias", "version"})
_KINDS: dict[str, Kind] = {"resource": "resource", "data": "data", "ephemeral": "ephemeral"}


def resource(known: Known, kind: str, declared: Declared) -> None:
    """Looks at one resource, data source or ephemeral resource."""
    labels = declared.block.labels
    place = Place(known, declared.page, check=declared.container, user=(kind, *labels))
    place = replace(place, repetition=repetition(declared, place))
    depends_on(declared.attribute("depends_on"), place)
    shape = shapes.RESOURCE if kind == "resource" else shapes.DATA
    body(declared, _KINDS[kind], place, shape.arguments)
    itself = replace(place, self_address=(kind, labels[0], labels[1]))
    for lifecycle in declared.block.body.of_type("lifecycle"):
        _triggers(lifecycle.body.attribute("replace_triggered_by"), place)
        for block in lifecycle.body.of_type("precondition"):
            only_evaluated(block, place)
        for block in lifecycle.body.of_type("postcondition"):
            only_evaluated(block, itself)
    if kind == "resource":
        provisioners(declared, itself)


def _triggers(attribute: Attribute | None, place: Place) -> None:
    """Notes what is needed; whether it exists Terraform asks only when it plans."""
    if attribute is not None:
        uses = place.known.uses.setdefault(place.user, {})
        uses.update(dict.fromkeys(map(node_of, place.page.refs(attribute.value))))


def body(declared: Declared, kind: Kind, place: Place, own: Iterable[str]) -> None:
    """The arguments of a block, but Terraform's own: their references, then their values."""
    block, base = declared.block, declared.base
    own = frozenset(own) | _NOT_VALUES
    for attribute in block.body.attributes:
        if attribute.name not in own:
            place.sound(attribute.value)
    for inner in block.body.blocks:
        if inner.type == "_":
            _sound(inner.body, place, {})
        elif inner.type not in _OWN_BLOCKS:
            _nested(inner, place, {})
    _judged(block, block, kind, place)
    if base is not block:
        # An override cannot give what the block that it changes lacks.
        _judged(block, base, kind, place)


def _judged(block: Block, part: Block, kind: Kind, place: Place) -> None:
    """What the provider says of `part`: of the whole block, or what it lacks without overrides."""
    given = block.body.attribute("provider")
    provider = config_name(given.value)[0] if given and kind != "provider" else ""
    scope, json = place.scope(), place.page.file.json
    check_block(kind, part, scope, place.known.schemas, provider=provider, json=json)
    if part is block:
        place.take(scope.problems)
        return
    ends = (part.brace, part.end - 1)
    missing = [one for one in scope.problems if one.code == MISSING_ARGUMENT]
    place.take([one for one in missing if one.offset in ends])


def _nested(block: Block, place: Place, names: Mapping[str, Value]) -> None:
    if block.type == "dynamic":
        _dynamic(block, place, names)
    else:
        _sound(block.body, place, names)


def _dynamic(block: Block, place: Place, names: Mapping[str, Value]) -> None:
    """Terraform looks at the content only where it knows that there is an element at least."""
    for_each = block.body.attribute("for_each")
    if for_each is None or not place.sound(for_each.value, frozenset(names)):
        return
    element = _first(evaluate(for_each.value, place.scope().child(names)))
    if element is None:
        return
    iterator = block.body.attribute("iterator")
    label = block.labels[0] if block.labels else ""
    name = config_name(iterator.value)[0] if iterator else label
    inside = {**names, name: element}
    labels = block.body.attribute("labels")
    if labels is not None:
        place.sound(labels.value, frozenset(inside))
    for content in block.body.of_type("content"):
        _sound(content.body, place, inside)


def _first(given: Value) -> Value | None:
    """The first element of a `for_each` with its key, as an iterator gives it."""
    match given.data:
        case dict() as found if found:
            key, value = next(iter(found.items()))
            return object_of({"key": string(key), "value": value})
        case tuple() as found if found:
            return object_of({"key": DYNAMIC_VALUE, "value": found[0]})
    return None


def _sound(body: Body, place: Place, names: Mapping[str, Value]) -> None:
    for attribute in body.attributes:
        place.sound(attribute.value, frozenset(names))
    for inner in body.blocks:
        _nested(inner, place, names)
