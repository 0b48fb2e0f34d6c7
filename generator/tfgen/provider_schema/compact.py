"""`terraform providers schema -json` -> the compact entries of an index, without descriptions.

An entry is a list of distinct blocks, the last of them that of the resource. A block is
`[{"ro string": "name name"}, {"list 0 1 3": "name"}]`: its attributes by flags and type, its block
types by nesting, minimum, maximum and number of the block in the list. Two further items follow
where there is need: attributes with attributes of their own (`{name: [flags, nesting, minimum,
maximum, number]}`), and 1 for a deprecated block. 90% of the space of the plain form is gone.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

FLAGS = (
    ("required", "r"),
    ("optional", "o"),
    ("computed", "c"),
    ("deprecated", "d"),
    ("sensitive", "s"),
    ("write_only", "w"),
)
# The kinds of names in an index, and where they stand in Terraform's document.
KINDS = {
    "resource": "resource_schemas",
    "data": "data_source_schemas",
    "ephemeral": "ephemeral_resource_schemas",
}
PROVIDER = "provider"


def entries(provider: Mapping[str, Any]) -> dict[str, Any]:
    """The entries of one provider of the document's `provider_schemas`, by name.

    The names: `resource aws_x`, `data aws_x`, `ephemeral aws_x`, `function x`, `provider`.
    """
    return dict(_entries(provider))


def _entries(provider: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    yield PROVIDER, _Blocks().of(provider.get("provider", {}).get("block", {}))
    for kind, key in KINDS.items():
        for name, schema in provider.get(key, {}).items():
            yield f"{kind} {name}", _Blocks().of(schema["block"])
    for name, function in provider.get("functions", {}).items():
        yield f"function {name}", _signature(function)


def _signature(function: Mapping[str, Any]) -> list[Any]:
    """`[return type, [parameter, …], variadic parameter or null]`."""
    variadic = function.get("variadic_parameter")
    return [
        function["return_type"],
        [_parameter(one) for one in function.get("parameters", [])],
        _parameter(variadic) if variadic else None,
    ]


def _parameter(parameter: Mapping[str, Any]) -> list[Any]:
    return [parameter["name"], parameter["type"], bool(parameter.get("is_nullable"))]


class _Blocks:
    """The distinct blocks of one entry, numbered in the order in which they end."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}

    def of(self, block: Mapping[str, Any]) -> list[Any]:
        """The entry whose last block is `block`."""
        self._number(block.get("attributes", {}), block.get("block_types", {}), block)
        return [json.loads(text) for text in self._numbers]

    def _number(
        self,
        attributes: Mapping[str, Any],
        blocks: Mapping[str, Any],
        block: Mapping[str, Any],
    ) -> int:
        plain: dict[str, list[str]] = {}
        nested: dict[str, list[Any]] = {}
        for name, attribute in sorted(attributes.items()):
            flags = "".join(letter for key, letter in FLAGS if attribute.get(key))
            inner = attribute.get("nested_type")
            if inner:
                nested[name] = [flags, *self._nested(inner)]
            else:
                plain.setdefault(f"{flags} {_json(attribute['type'])}", []).append(name)
        types: dict[str, list[str]] = {}
        for name, inner in sorted(blocks.items()):
            types.setdefault(self._block_type(inner), []).append(name)
        encoded: list[Any] = [
            {key: " ".join(names) for key, names in sorted(group.items())}
            for group in (plain, types)
        ]
        deprecated = [1] if block.get("deprecated") else []
        if nested or deprecated:
            encoded += [nested, *deprecated]
        return self._numbers.setdefault(_json(encoded), len(self._numbers))

    def _nested(self, inner: Mapping[str, Any]) -> list[Any]:
        number = self._number(inner["attributes"], {}, {})
        limits = inner.get("min_items", 0), inner.get("max_items", 0)
        return [inner["nesting_mode"], *limits, number]

    def _block_type(self, inner: Mapping[str, Any]) -> str:
        block = inner["block"]
        number = self._number(block.get("attributes", {}), block.get("block_types", {}), block)
        limits = inner.get("min_items", 0), inner.get("max_items", 0)
        return f"{inner['nesting_mode']} {limits[0]} {limits[1]} {number}"


def _json(value: Any) -> str:
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False)
