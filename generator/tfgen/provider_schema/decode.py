"""The compact entries of an index -> the model (the reverse of `compact`)."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any, cast

from tfgen.provider_schema.compact import FLAGS
from tfgen.provider_schema.constraints import Constraints
from tfgen.provider_schema.model import (
    AttributeSchema,
    BlockSchema,
    FunctionSchema,
    JsonType,
    NestedAttributes,
    NestedBlock,
    Nesting,
    Parameter,
)

_SIZE_WITH_NESTED = 3


def root_block(entry: Sequence[Any], constraints: Constraints) -> BlockSchema:
    """The block of a resource; inner blocks are decoded when they are looked at."""
    block = _block(entry, len(entry) - 1, constraints, ())
    return replace(block, relations=constraints.relations)


def function(entry: Sequence[Any]) -> FunctionSchema:
    """The signature of a provider's function."""
    return_type, parameters, variadic = entry
    return FunctionSchema(
        tuple(Parameter(*one) for one in parameters),
        return_type,
        Parameter(*variadic) if variadic else None,
    )


def _block(
    entry: Sequence[Any], number: int, constraints: Constraints, path: tuple[str, ...]
) -> BlockSchema:
    plain, types, *rest = entry[number]
    blocks = {
        name: _nested_block(entry, key, constraints, (*path, name))
        for key, names in types.items()
        for name in names.split()
    }
    attributes = _attributes(entry, plain, rest[0] if rest else {}, constraints, path)
    deprecated = len(rest) > 1 and (constraints.deprecated(path) or True)
    return BlockSchema(attributes, dict(sorted(blocks.items())), deprecated)


def _nested_block(
    entry: Sequence[Any], key: str, constraints: Constraints, path: tuple[str, ...]
) -> NestedBlock:
    word, low, high, number = key.split()
    nesting = cast(Nesting, word)
    load = partial(_block, entry, int(number), constraints, path)
    return NestedBlock(nesting, int(low), int(high), load)


def _attributes(
    entry: Sequence[Any],
    plain: Mapping[str, str],
    nested: Mapping[str, Any],
    constraints: Constraints,
    path: tuple[str, ...],
) -> dict[str, AttributeSchema]:
    found: dict[str, AttributeSchema] = {}
    for key, names in plain.items():
        flags, _, type_ = key.partition(" ")
        decoded = json.loads(type_)
        for name in names.split():
            found[name] = _attribute(flags, decoded, None, constraints, (*path, name))
    for name, (flags, nesting, low, high, number) in nested.items():
        place = (*path, name)
        inner = _attributes(entry, entry[number][0], _inner(entry[number]), constraints, place)
        holder = NestedAttributes(nesting, inner, low, high)
        found[name] = _attribute(flags, _type(holder), holder, constraints, place)
    return dict(sorted(found.items()))


def _inner(block: Sequence[Any]) -> Mapping[str, Any]:
    return block[2] if len(block) >= _SIZE_WITH_NESTED else {}


def _attribute(
    flags: str,
    type_: JsonType,
    nested: NestedAttributes | None,
    constraints: Constraints,
    path: tuple[str, ...],
) -> AttributeSchema:
    given = {key: letter in flags for key, letter in FLAGS}
    deprecated = given.pop("deprecated") and (constraints.deprecated(path) or True)
    return AttributeSchema(
        type_,
        **given,
        deprecated=deprecated,
        refused=constraints.refused(path),
        nested=nested,
        checks=constraints.checks(path),
        element_checks=constraints.checks((*path, "*")),
    )


def _type(nested: NestedAttributes) -> JsonType:
    """The type of the value of an attribute with attributes of its own."""
    optional = sorted(name for name, one in nested.attributes.items() if not one.required)
    types = {name: one.type for name, one in nested.attributes.items()}
    element = ["object", types, optional] if optional else ["object", types]
    return element if nested.nesting in {"single", "group"} else [nested.nesting, element]
