"""Terraform's document -> an index -> the model, nothing lost on the way."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tfgen.provider_schema.lookup import Schema
from tfgen.provider_schema.model import FunctionSchema, Parameter
from tfgen.provider_schema.pulling import write_checks, write_index
from tfgen.provider_schema.versions import Version

# The shape of `terraform providers schema -json`, with what few providers use.
PROVIDER: dict[str, Any] = {
    "provider": {
        "version": 0,
        "block": {"attributes": {"token": {"type": "string", "optional": True}}},
    },
    "resource_schemas": {
        "x_thing": {
            "version": 1,
            "block": {
                "description": "dropped",
                "deprecated": True,
                "attributes": {
                    "id": {"type": "string", "optional": True, "computed": True},
                    "name": {"type": "string", "required": True, "description": "dropped"},
                    "rules": {
                        "optional": True,
                        "nested_type": {
                            "nesting_mode": "list",
                            "max_items": 3,
                            "attributes": {
                                "port": {"type": "number", "required": True},
                                "cidrs": {"type": ["list", "string"], "optional": True},
                                "deep": {
                                    "optional": True,
                                    "nested_type": {
                                        "nesting_mode": "single",
                                        "attributes": {"on": {"type": "bool", "required": True}},
                                    },
                                },
                            },
                        },
                    },
                },
                "block_types": {
                    "rule": {
                        "nesting_mode": "list",
                        "min_items": 1,
                        "block": {
                            "attributes": {
                                "old": {"type": "bool", "optional": True, "deprecated": True}
                            },
                            "block_types": {
                                "same": {"nesting_mode": "set", "block": {"attributes": {}}},
                                "equal": {"nesting_mode": "single", "block": {"attributes": {}}},
                            },
                        },
                    }
                },
            },
        }
    },
    "functions": {
        "join": {
            "return_type": "string",
            "parameters": [{"name": "by", "type": "string", "is_nullable": True}],
            "variadic_parameter": {"name": "parts", "type": "dynamic"},
        }
    },
}
VERSION = Version((1, 0, 0))


def schema(folder: Path, checks: dict[str, Any] | None = None) -> Schema:
    path, _ = write_index(folder, "example.com/acme/x", VERSION, PROVIDER)
    if checks:
        write_checks(path, "example.com/acme/x", VERSION, checks)
    return Schema(path, "example.com/acme/x", VERSION)


def test_a_resource_with_nested_attributes_and_blocks(tmp_path: Path) -> None:
    thing = schema(tmp_path).resource("x_thing")
    assert thing is not None
    assert thing.deprecated is True
    assert thing.attributes["name"].required
    assert (thing.attributes["id"].optional, thing.attributes["id"].computed) == (True, True)
    rules = thing.attributes["rules"]
    assert rules.nested is not None
    assert (rules.nested.nesting, rules.nested.max_items) == ("list", 3)
    deep = ["object", {"on": "bool"}]
    fields = {"cidrs": ["list", "string"], "deep": deep, "port": "number"}
    assert rules.type == ["list", ["object", fields, ["cidrs", "deep"]]]
    rule = thing.blocks["rule"]
    assert (rule.nesting, rule.min_items, rule.max_items) == ("list", 1, 0)
    assert rule.block.attributes["old"].deprecated is True
    assert {name: one.nesting for name, one in rule.block.blocks.items()} == {
        "equal": "single",
        "same": "set",
    }


def test_a_function_and_the_provider_itself(tmp_path: Path) -> None:
    found = schema(tmp_path)
    assert found.function("join") == FunctionSchema(
        (Parameter("by", "string", nullable=True),), "string", Parameter("parts", "dynamic")
    )
    assert found.provider().attributes["token"].optional


def test_recorded_checks_are_where_they_hold(tmp_path: Path) -> None:
    recorded = {
        "relations": [["conflicts", "name", ["rule.0.old"]]],
        "checks": {
            "name": {"length": [1, 8], "of_the_future": 1},
            "rules.cidrs.*": {"form": "cidr"},
            "rules.port": {"range": [1, 65535]},
        },
        "deprecated": {"": "use y_thing", "rule.old": "leave it out"},
        "refused": ["id"],
    }
    thing = schema(tmp_path, {"resource x_thing": recorded}).resource("x_thing")
    assert thing is not None
    [name] = thing.attributes["name"].checks
    assert name.refusal("123456789") == "must be from 1 to 8 characters long"
    assert name.refusal("1234") is None
    nested = thing.attributes["rules"].nested
    assert nested is not None
    [cidr] = nested.attributes["cidrs"].element_checks
    assert cidr.refusal("10.0.0.0/33")
    assert nested.attributes["port"].checks[0].refusal(0)
    assert thing.deprecated == "use y_thing"
    assert thing.blocks["rule"].block.attributes["old"].deprecated == "leave it out"
    assert not thing.attributes["id"].configurable
    [relation] = thing.relations
    assert (relation.kind, relation.on, relation.others) == ("conflicts", "name", ("rule.0.old",))
