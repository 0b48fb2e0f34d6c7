"""The functions of providers: `provider::aws::arn_parse`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from tfgen.analysis.declared import Declarations
from tfgen.evaluate.scope import Signature
from tfgen.evaluate.types import from_json

if TYPE_CHECKING:
    from tfgen.provider_schema.lookup import Schemas
    from tfgen.provider_schema.model import FunctionSchema

PREFIX = "provider::"
_PARTS = 3


class Functions(Mapping[str, Signature]):
    """The signatures of the functions that can be looked up, by their whole name."""

    def __init__(self, declarations: Declarations, schemas: Schemas) -> None:
        self._declarations = declarations
        self._schemas = schemas

    def lacks(self, name: str) -> bool:
        """Whether there is certainly no such function."""
        parts = name.split("::")
        if len(parts) != _PARTS or parts[0] != "provider":
            return True
        if parts[1] not in self._declarations.required:
            return not self._declarations.opaque and parts[1] != "terraform"
        schema = self._schemas.of(parts[1])
        return schema is not None and schema.exact and schema.function(parts[2]) is None

    def __getitem__(self, name: str) -> Signature:
        parts = name.split("::")
        schema = self._schemas.of(parts[1]) if len(parts) == _PARTS else None
        found = schema.function(parts[2]) if schema else None
        if found is None:
            raise KeyError(name)
        return _signature(found)

    def __iter__(self) -> Iterator[str]:
        return iter(())

    def __len__(self) -> int:
        return 0


def _signature(schema: FunctionSchema) -> Signature:
    rest = schema.variadic
    parameters = [*schema.parameters, *([rest] if rest else [])]
    return Signature(
        tuple((one.name, from_json(one.type)) for one in schema.parameters),
        from_json(schema.return_type),
        (rest.name, from_json(rest.type)) if rest else None,
        frozenset(one.name for one in parameters if one.nullable),
    )
