"""What a provider accepts in a block: attributes, nested blocks, and what its own checks refuse.

The words are those of `terraform providers schema -json`:
https://developer.hashicorp.com/terraform/cli/commands/providers/schema.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal, TypeAlias

from tfgen.provider_schema.checks import Check

JsonType: TypeAlias = Any
"""A type as JSON: `"string"`, `["list", "string"]`, `["object", {"a": "bool"}]`, `"dynamic"`; the
attributes of an object that may be left out are a third item: `["object", {…}, ["a"]]`."""

Nesting: TypeAlias = Literal["single", "list", "set", "map", "group"]


@dataclass(frozen=True)
class NestedAttributes:
    """The attributes inside an attribute's value (`nested_type`, providers of protocol 6)."""

    nesting: Nesting
    attributes: Mapping[str, AttributeSchema]
    min_items: int = 0
    max_items: int = 0


@dataclass(frozen=True)
class AttributeSchema:
    """One attribute. `type` is a `JsonType`; with `nested`, the type that follows from it.

    `deprecated` is the provider's advice where it is known, else whether it is deprecated.
    `refused`: optional by the schema, and yet the provider accepts it in no configuration, such as
    the `id` of resources. `checks` hold for the value itself, `element_checks` for each element of
    a list, set or map.
    """

    type: JsonType
    required: bool = False
    optional: bool = False
    computed: bool = False
    deprecated: str | bool = False
    sensitive: bool = False
    write_only: bool = False
    refused: bool = False
    nested: NestedAttributes | None = None
    checks: tuple[Check, ...] = ()
    element_checks: tuple[Check, ...] = ()

    @property
    def configurable(self) -> bool:
        """Whether a configuration may set it; what is only computed may not be set."""
        return self.required or (self.optional and not self.refused)


@dataclass(frozen=True)
class NestedBlock:
    """A type of block inside another. `max_items` is 0 where there is no limit."""

    nesting: Nesting
    min_items: int
    max_items: int
    load: Callable[[], BlockSchema] = field(repr=False, compare=False)

    @cached_property
    def block(self) -> BlockSchema:
        """What the block holds, decoded at the first look: some types nest a thousand blocks."""
        return self.load()


RelationKind: TypeAlias = Literal["conflicts", "exactly_one_of", "at_least_one_of", "required_with"]


@dataclass(frozen=True)
class Relation:
    """A condition between arguments that are set.

    `on` is the argument that the provider's message is about, and `others` those it names, all as
    paths from the block of the resource: `setting`, `rule.0.prefix`. The kinds:
    `conflicts`: `on` and each of `others` are never both set;
    `exactly_one_of`, `at_least_one_of`: of `others` (`on` among them) so many are set;
    `required_with`: where `on` is set, each of `others` is.
    An argument counts as set when it is not null; one that is unknown may be null.
    """

    kind: RelationKind
    on: str
    others: tuple[str, ...]


@dataclass(frozen=True)
class BlockSchema:
    """What a block may hold. `deprecated` as for an attribute.

    `relations` are those between the arguments of a whole resource; only its own block has them.
    """

    attributes: Mapping[str, AttributeSchema]
    blocks: Mapping[str, NestedBlock]
    deprecated: str | bool = False
    relations: tuple[Relation, ...] = ()


@dataclass(frozen=True)
class Parameter:
    """A parameter of a provider's function; `type` is a `JsonType`."""

    name: str
    type: JsonType
    nullable: bool = False


@dataclass(frozen=True)
class FunctionSchema:
    """The signature of a provider's function; `variadic` takes all further arguments."""

    parameters: tuple[Parameter, ...]
    return_type: JsonType
    variadic: Parameter | None = None
