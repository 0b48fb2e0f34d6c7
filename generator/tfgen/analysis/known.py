"""What is known while one module is walked: its names, their values, its providers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from tfgen.analysis.declared import Declarations, Declared
from tfgen.analysis.functions import Functions
from tfgen.analysis.page import Page
from tfgen.analysis.refs import Node, node_of
from tfgen.analysis.report import Report
from tfgen.analysis.variables import VariableFacts, facts_of
from tfgen.evaluate.types import DYNAMIC, ListType, MapType, ObjectType
from tfgen.evaluate.values import (
    DYNAMIC_VALUE,
    UNKNOWN,
    UNKNOWN_STRING,
    Value,
    object_of,
    string,
)
from tfgen.hcl.model import Attribute
from tfgen.hcl.syntax import Attr, Constant, Index, Text
from tfgen.provider_schema.sources import local_name

if TYPE_CHECKING:
    from tfgen.provider_schema.lookup import Schemas
    from tfgen.provider_schema.model import BlockSchema


def _nothing(name: str) -> Value:  # noqa: ARG001 (as what replaces it)
    return DYNAMIC_VALUE


@dataclass
class Known:
    """The module that is walked.

    `called`: it is looked at as a module that another one calls, and of which nothing is known but
    that: the folder that Terraform runs in is that of some caller. Otherwise it is a root.
    `children` are the declarations of the local modules it calls, by the name of the call; None
    where the folder is missing. `local_value` gives the value of a local.
    `uses` fills up, while expressions are looked at, with what each declaration needs.
    """

    declarations: Declarations
    schemas: Schemas
    report: Report
    children: dict[str, Declarations | None] = field(default_factory=dict)
    missing_outputs: dict[tuple[Path, int], tuple[str, str]] = field(default_factory=dict)
    uses: dict[Node, dict[Node, None]] = field(default_factory=dict)
    local_value: Callable[[str], Value] = _nothing
    called: bool = False

    @property
    def working_folder(self) -> Path | None:
        """Where Terraform runs; None where that is not known."""
        return None if self.called else self.declarations.module.folder

    @cached_property
    def file_paths(self) -> Value | None:
        """What `path` is where files are read; None: what it is elsewhere.

        How a caller sees the module nobody knows, but its whole path leads to the same files.
        """
        if not self.called:
            return None
        module = string(str(self.declarations.module.folder.absolute()))
        return object_of({"module": module, "root": UNKNOWN_STRING, "cwd": UNKNOWN_STRING})

    @cached_property
    def functions(self) -> Functions:
        """The functions of the providers that the module requires."""
        return Functions(self.declarations, self.schemas)

    def variable(self, name: str) -> VariableFacts | None:
        """What the declaration of a variable says; None where there is none."""
        return facts_of(self.declarations, name)

    def variable_value(self, name: str) -> Value:
        """What `var.name` is before anybody gives it a value."""
        facts = self.variable(name)
        if facts is None:
            return DYNAMIC_VALUE
        return Value(facts.value_type, UNKNOWN, facts.sensitive, facts.ephemeral)

    def module_value(self, name: str) -> Value:
        """What `module.name` is: its outputs, unknown; one of many with `count` or `for_each`."""
        call, child = self.declarations.modules.get(name), self.children.get(name)
        if call is None or child is None or child.opaque:
            return DYNAMIC_VALUE
        one = ObjectType(dict.fromkeys(child.outputs, DYNAMIC))
        if call.attribute("count"):
            return Value(ListType(one), UNKNOWN, not_null=True)
        if call.attribute("for_each"):
            return Value(MapType(one), UNKNOWN, not_null=True)
        return Value(one, UNKNOWN, not_null=True)

    def schema_of(self, kind: str, declared: Declared) -> BlockSchema | None:
        """The schema of a resource, data source or ephemeral resource, where it is known."""
        type_ = declared.block.labels[0]
        schema = self.schemas.serving(type_, provider_name(declared)[0])
        if schema is None:
            return None
        if kind == "resource":
            return schema.resource(type_)
        return schema.data_source(type_) if kind == "data" else schema.ephemeral(type_)

    def config_of(self, declared: Declared) -> tuple[str, str]:
        """Local name and alias of the provider configuration that a resource uses."""
        given = provider_name(declared)
        return given if given[0] else (local_name(declared.block.labels[0]), "")

    def needs_of(self, declared: Declared, argument: str) -> set[Node]:
        """What one argument of a block refers to."""
        attribute = declared.attribute(argument)
        return needs(declared.page, attribute) if attribute else set()


def needs(page: Page, attribute: Attribute) -> set[Node]:
    """What an argument refers to, as far as it can refer to anything."""
    return {node_of(ref) for ref in page.refs(attribute.value)}


def provider_name(declared: Declared) -> tuple[str, str]:
    """Local name and alias in the argument `provider`; empty where there is none."""
    given = declared.attribute("provider")
    return config_name(given.value) if given else ("", "")


def config_name(value: object) -> tuple[str, str]:
    """Local name and alias of `aws.west`, in quotes or not."""
    match value:
        case Text(value=text):
            name, _, alias = text.partition(".")
            return name, alias
        case Attr(on=on, name=alias) if hasattr(on, "name"):
            return on.name, alias
    return (getattr(value, "name", ""), "")


def key_text(key: Index | None) -> str:
    """The key of an instance as one writes it."""
    match key and key.key:
        case Text(value=text):
            return f'["{text}"]'
        case Constant(value=number):
            return f"[{number}]"
    return ""
