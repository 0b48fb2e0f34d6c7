"""A provider made up for these tests, and what `check_block` finds in blocks of its types."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tfgen.analysis.provider.blocks import check_block
from tfgen.evaluate.scope import Scope
from tfgen.evaluate.types import DYNAMIC, STRING, ListType, Type
from tfgen.evaluate.values import UNKNOWN, Value, unknown
from tfgen.hcl.reader import Reader
from tfgen.hcl.syntax import Attr, Index, Variable
from tfgen.provider_schema.compact import entries
from tfgen.provider_schema.lookup import Catalog, Schemas
from tfgen.provider_schema.packed import pack
from tfgen.provider_schema.sources import requirements
from tfgen.provider_schema.versions import parse_version

SOURCE = "registry.terraform.io/hashicorp/acme"
KINDS = ("resource", "data", "ephemeral", "provider")
TEXT = {"type": "string", "optional": True}
RULE = ["set", ["object", {"port": "number", "cidr": "string"}]]
THING = {
    "attributes": {
        "id": {"type": "string", "optional": True, "computed": True},
        "name": {"type": "string", "required": True},
        "prefix": TEXT,
        "size": {"type": "number", "optional": True},
        "on": {"type": "bool", "optional": True},
        "zones": {"type": ["list", "string"], "optional": True},
        "groups": {"type": ["set", "string"], "optional": True},
        "tags": {"type": ["map", "string"], "optional": True},
        "notes": {"type": ["map", "string"], "optional": True},
        "arn": {"type": "string", "computed": True},
        "old": {"type": "string", "optional": True, "deprecated": True},
        "secret": {"type": "string", "optional": True, "write_only": True},
        "rule": {"type": RULE, "optional": True, "computed": True},
    },
    "block_types": {
        "one": {
            "nesting_mode": "list",
            "max_items": 1,
            "block": {
                "attributes": {"key": {"type": "string", "required": True}, "mode": TEXT},
                "block_types": {
                    "inner": {
                        "nesting_mode": "set",
                        "block": {"attributes": {"mode": TEXT, "level": TEXT}},
                    }
                },
            },
        },
        "many": {
            "nesting_mode": "set",
            "block": {"attributes": {"mode": TEXT}},
        },
        "timeouts": {"nesting_mode": "single", "block": {"attributes": {"create": TEXT}}},
        "named": {"nesting_mode": "map", "block": {"attributes": {"mode": TEXT}}},
    },
}
PAIR = {
    "attributes": {"name": TEXT},
    "block_types": {
        "stage": {
            "nesting_mode": "list",
            "min_items": 2,
            "block": {"attributes": {"mode": TEXT}},
        }
    },
}
TIED = {
    "attributes": {
        "id": {"type": "string", "optional": True, "computed": True},
        **dict.fromkeys("abcdefg", TEXT),
        "list": {"type": ["list", "string"], "optional": True},
    },
    "block_types": {
        "one": {"nesting_mode": "list", "block": {"attributes": {"mode": TEXT, "level": TEXT}}},
        "many": {"nesting_mode": "set", "block": {"attributes": {"mode": TEXT}}},
        "two": {"nesting_mode": "list", "block": {"attributes": {"x": TEXT, "y": TEXT}}},
    },
}
PROVIDER = {
    "provider": {"block": {"attributes": {"region": {"type": "string", "required": True}}}},
    "resource_schemas": {
        "acme_thing": {"block": THING},
        "acme_pair": {"block": PAIR},
        "acme_both": {"block": {"attributes": {"name": TEXT}}},
        "acme_tied": {"block": TIED},
        "acme_old": {"block": {"attributes": {"name": TEXT}, "deprecated": True}},
    },
    "data_source_schemas": {
        "acme_found": {"block": {"attributes": {"name": {"type": "string", "required": True}}}},
        "acme_both": {"block": {"attributes": {"name": TEXT}}},
    },
    "ephemeral_resource_schemas": {"acme_key": {"block": {"attributes": {"name": TEXT}}}},
}
MODE = {"one_of": ["a", "b"]}
CHECKS = {
    "resource acme_thing": {
        "checks": {
            "prefix": MODE,
            "zones.*": MODE,
            "groups.*": MODE,
            "tags.*": MODE,
            "one.mode": MODE,
            "one.inner.mode": MODE,
            "many.mode": MODE,
            "named.mode": MODE,
        },
        "refused": ["id"],
    },
    "resource acme_tied": {
        "relations": [
            ["conflicts", "a", ["b", "list"]],
            ["conflicts", "list", ["b"]],
            ["conflicts", "one.mode", ["b"]],
            ["conflicts", "one.mode", ["one.level"]],
            ["conflicts", "many", ["b"]],
            ["conflicts", "many.mode", ["g"]],
            ["required_with", "c", ["d"]],
            ["exactly_one_of", "e", ["e", "f", "one"]],
            ["exactly_one_of", "one", ["e", "f", "one"]],
            ["exactly_one_of", "two", ["two", "two.0.x", "two.0.y"]],
            ["at_least_one_of", "f", ["e", "f", "one", "g"]],
        ],
    },
}


@pytest.fixture(scope="session")
def catalog(tmp_path_factory: pytest.TempPathFactory) -> Catalog:
    """The index of the provider `acme`, version 1.2.3."""
    folder = tmp_path_factory.mktemp("acme")
    path = folder / "1.2.3.zip"
    path.write_bytes(pack(entries(PROVIDER), {}))
    path.with_name("1.2.3.checks.zip").write_bytes(pack(CHECKS, {}))
    version = parse_version("1.2.3")
    assert version is not None
    return Catalog({SOURCE: {version: path}})


Find = Callable[..., list[Any]]


@pytest.fixture
def find(catalog: Catalog, tmp_path: Path) -> Find:
    """Line and code of each problem in the blocks of a text, in the order of the lines.

    With `words` the message and the remedy too. `var.x` is unknown, `var.text` an unknown string,
    `var.list` an unknown list of strings, `var.key` an ephemeral string.
    """
    return _finder(catalog, tmp_path)


@pytest.fixture
def shipped(tmp_path: Path) -> Find:
    """As `find`, with the indexes that come with tfgen."""
    return _finder(Catalog.of({"HOME": str(tmp_path)}), tmp_path)


def _finder(catalog: Catalog, folder: Path) -> Find:
    def run(text: str, name: str = "main.tf", *, words: bool = False) -> list[Any]:
        (folder / name).write_text(text, encoding="utf-8")
        module = Reader().modules([folder])[0]
        assert not module.opaque, module.files
        return sorted(_problems(module, catalog.schemas(requirements(module), {}), words=words))

    return run


def _problems(module: Any, schemas: Schemas, *, words: bool) -> list[Any]:
    found: list[Any] = []
    for kind in KINDS:
        for file, block in module.blocks(kind):
            scope = Scope(module.folder, file.text, _roots)
            check_block(kind, block, scope, schemas, json=file.json)
            for one in scope.problems:
                line = file.position(one.offset).line
                found.append(
                    (line, one.code, one.message, one.remedy) if words else (line, one.code)
                )
    return found


def _roots(root: Variable, steps: tuple[Attr | Index, ...]) -> tuple[Value, int] | None:
    types: dict[str, Type] = {"x": DYNAMIC, "text": STRING, "list": ListType(STRING)}
    name = getattr(steps[0], "name", "") if steps else ""
    if root.name != "var":
        return None
    if name == "key":
        return Value(STRING, UNKNOWN, ephemeral=True), 1
    return unknown(types[name]), 1
