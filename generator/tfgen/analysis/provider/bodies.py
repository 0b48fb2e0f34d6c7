"""A body against a schema, as Terraform decodes it: names, required arguments, types, counts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import partial

from tfgen.analysis.provider.codes import (
    BLOCK_COUNT,
    MISSING_ARGUMENT,
    UNEXPECTED_BLOCK,
    UNKNOWN_ARGUMENT,
    WRONG_TYPE,
)
from tfgen.analysis.provider.decoded import Blocks, Decoded
from tfgen.analysis.provider.expansion import DYNAMIC_TYPE, Nested, expand
from tfgen.analysis.provider.suggestion import meant
from tfgen.analysis.provider.written import Written
from tfgen.evaluate.conversion import ConversionError, convert
from tfgen.evaluate.expressions import evaluate
from tfgen.evaluate.types import STRING, Type, from_json, show
from tfgen.evaluate.values import Value, list_of, object_of, set_of, unknown
from tfgen.hcl.model import Attribute
from tfgen.provider_schema.model import AttributeSchema, BlockSchema, JsonType, NestedBlock

_OBJECTS = frozenset({"list", "set"})
_NOTHING: frozenset[str] = frozenset()
_SINGLE = frozenset({"single", "group"})


def decode(written: Written, schema: BlockSchema, skip: frozenset[str] = _NOTHING) -> Decoded:
    """What the provider gets of a body; what Terraform refuses is reported.

    `skip` are names that are nobody's business here, the meta-arguments.
    """
    types = _block_types(written, schema)
    values = _values(written, schema, types, skip)
    if written.exact:
        _missing(written, schema, values, types)
        _unexpected(written, schema, types, skip)
    groups = _groups(written, types)
    blocks: dict[str, Blocks] = {}
    for name, each in types.items():
        found = groups.get(name, [])
        if name in schema.blocks:
            blocks[name] = _blocks(written, name, each, found)
        elif found:
            values[name] = _as_value(_as_blocks(found, each), schema.attributes[name].type)
    return Decoded(values, blocks)


def evaluate_all(written: Written, skip: frozenset[str] = _NOTHING) -> None:
    """Evaluates every expression of a body of which no schema is known."""
    written = replace(written, exact=False)
    for attribute in written.body.attributes:
        if attribute.name not in skip and not written.unknown:
            evaluate(attribute.value, written.scope)
    names = {name for block in written.body.of_type(DYNAMIC_TYPE) for name in block.labels[:1]}
    for block in written.body.blocks:
        if block.labels and block.type not in skip | {DYNAMIC_TYPE}:
            evaluate_all(written.inside(block))
        elif not block.labels:
            names.add(block.type)
    for nested in expand(written, frozenset(names - skip), _NOTHING):
        if nested.body is not None:
            evaluate_all(nested.body)


def _groups(written: Written, types: Mapping[str, NestedBlock]) -> dict[str, list[Nested]]:
    if not written.body.blocks and not written.json:
        return {}
    maps = frozenset(name for name, each in types.items() if each.nesting == "map")
    groups: dict[str, list[Nested]] = {}
    for nested in expand(written, frozenset(types), maps):
        groups.setdefault(nested.type, []).append(nested)
    return groups


def _values(
    written: Written,
    schema: BlockSchema,
    types: Mapping[str, NestedBlock],
    skip: frozenset[str],
) -> dict[str, Value]:
    values: dict[str, Value] = {}
    for attribute in written.attributes(frozenset(types) | {DYNAMIC_TYPE}):
        if attribute.name in skip:
            continue
        one = schema.attributes.get(attribute.name)
        if one is not None:
            values[attribute.name] = _value(written, attribute, one)
            continue
        if not written.unknown:
            evaluate(attribute.value, written.scope)
        if written.exact:
            _unknown_argument(written, attribute, schema)
    return values


def _blocks(written: Written, name: str, type_: NestedBlock, found: list[Nested]) -> Blocks:
    """The blocks of one type.

    As in Terraform those after one whose `for_each` is not known are not looked at, nor is the
    number of the blocks, but for single ones.
    """
    bodies = _looked_at(type_, [each.body for each in found if each.body is not None])
    known = all(each.body and not each.body.unknown for each in found)
    if known or type_.nesting in _SINGLE:
        _count(written, name, type_, found)
    items = tuple([decode(body, type_.block) for body in bodies])
    return Blocks(items, known, tuple([each.key for each in found]))


def _looked_at(type_: NestedBlock, bodies: list[Written]) -> list[Written]:
    if type_.nesting in _SINGLE:
        return bodies[:1]
    unknown_ones = (number for number, body in enumerate(bodies) if body.unknown)
    return bodies[: next(unknown_ones, len(bodies)) + 1]


def _as_blocks(found: list[Nested], type_: NestedBlock) -> Blocks:
    """The blocks that stand for an attribute, each looked at."""
    bodies = [each.body for each in found if each.body is not None]
    known = len(bodies) == len(found) and not any(body.unknown for body in bodies)
    return Blocks(tuple([decode(body, type_.block) for body in bodies]), known)


def _block_types(written: Written, schema: BlockSchema) -> Mapping[str, NestedBlock]:
    """The types of blocks, and the attributes that stand here as blocks.

    https://developer.hashicorp.com/terraform/language/attr-as-blocks
    """
    if written.json or not written.body.blocks:
        return schema.blocks
    names = {block.type for block in written.body.blocks}
    names |= {name for block in written.body.of_type(DYNAMIC_TYPE) for name in block.labels[:1]}
    more = {
        name: _block_of(schema.attributes[name].type)
        for name in sorted(names - set(schema.blocks))
        if name in schema.attributes
        and _is_objects(schema.attributes[name].type)
        and written.body.attribute(name) is None
    }
    return {**schema.blocks, **more} if more else schema.blocks


def _is_objects(type_: JsonType) -> bool:
    return (
        isinstance(type_, list)
        and type_[0] in _OBJECTS
        and isinstance(type_[1], list)
        and type_[1][0] == "object"
    )


def _block_of(type_: JsonType) -> NestedBlock:
    attributes = type_[1][1]
    return NestedBlock(type_[0], 0, 0, partial(_optional, attributes))


def _optional(attributes: Mapping[str, JsonType]) -> BlockSchema:
    given = {name: AttributeSchema(each, optional=True) for name, each in attributes.items()}
    return BlockSchema(given, {})


def _as_value(found: Blocks, type_: JsonType) -> Value:
    wanted = from_json(type_)
    if not found.known:
        return unknown(wanted)
    element = type_[1]
    items = tuple(_object(item, element[1]) for item in found.items)
    make = list_of if type_[0] == "list" else set_of
    return make(from_json(element), items)


def _object(item: Decoded, attributes: Mapping[str, JsonType]) -> Value:
    return object_of(
        {
            name: item.values.get(name) or Value(from_json(each), None)
            for name, each in attributes.items()
        }
    )


def _value(written: Written, attribute: Attribute, schema: AttributeSchema) -> Value:
    wanted = _type(schema.type)
    if written.unknown:
        return unknown(wanted)
    value = evaluate(attribute.value, written.scope)
    try:
        return convert(value, wanted)
    except ConversionError as error:
        written.report(
            WRONG_TYPE,
            attribute.value.start,
            f"`{attribute.name}` does not take this value: {error.message}",
            f"give it a {show(wanted)}",
        )
        return unknown(wanted)


def _type(notation: JsonType) -> Type:
    return STRING if notation == "string" else from_json(notation)


def _missing(
    written: Written,
    schema: BlockSchema,
    values: Mapping[str, Value],
    types: Mapping[str, NestedBlock],
) -> None:
    for name, one in schema.attributes.items():
        if one.required and name not in values and name not in types:
            message = f"the argument `{name}` is required"
            written.report(MISSING_ARGUMENT, written.place, message, f"add `{name} = …`")


def _unknown_argument(written: Written, attribute: Attribute, schema: BlockSchema) -> None:
    name = attribute.name
    if name in schema.blocks:
        message = f"`{name}` is a block, not an argument"
        remedy = f"write `{name} {{ … }}` without the equals sign"
        written.report(UNEXPECTED_BLOCK, attribute.offset, message, remedy)
        return
    remedy = meant(name, [*schema.attributes, *schema.blocks], "remove it")
    written.report(
        UNKNOWN_ARGUMENT, attribute.offset, f"no argument `{name}` is expected here", remedy
    )


def _unexpected(
    written: Written,
    schema: BlockSchema,
    types: Mapping[str, NestedBlock],
    skip: frozenset[str],
) -> None:
    for block in written.body.blocks:
        name = block.type
        if name in types or name in skip or name == DYNAMIC_TYPE:
            continue
        if name in schema.attributes:
            message = f"`{name}` is an argument, not a block"
            remedy = f"write `{name} = …`"
        else:
            message = f"no block `{name}` is expected here"
            remedy = meant(name, [*types, *schema.attributes], "remove it")
        written.report(UNEXPECTED_BLOCK, block.offset, message, remedy)


def _count(written: Written, name: str, type_: NestedBlock, found: list[Nested]) -> None:
    low, high = type_.min_items, type_.max_items
    if type_.nesting in _SINGLE:
        low, high = min(low, 1), 1
    if len(found) < low:
        words = "block is" if low == 1 else "blocks are"
        message = f"at least {low} `{name}` {words} required"
        written.report(BLOCK_COUNT, written.place, message, f"add `{name} {{ … }}`")
    elif high and len(found) > high:
        extra = found[high]
        offset = extra.offset if type_.nesting in _SINGLE or not extra.body else extra.body.place
        words = "block is" if high == 1 else "blocks are"
        message = f"at most {high} `{name}` {words} allowed"
        written.report(BLOCK_COUNT, offset, message, "remove this one")
