"""The codes of what the analysis finds with a provider's schema, and their titles."""

from __future__ import annotations

from types import MappingProxyType

UNKNOWN_TYPE = "TFG401"
UNKNOWN_ARGUMENT = "TFG402"
UNEXPECTED_BLOCK = "TFG403"
MISSING_ARGUMENT = "TFG404"
BLOCK_COUNT = "TFG405"
WRONG_TYPE = "TFG406"
READ_ONLY = "TFG407"
RELATION = "TFG408"
REFUSED = "TFG409"
DEPRECATED = "TFG410"
NO_SUCH_ATTRIBUTE = "TFG411"
DYNAMIC_BLOCK = "TFG412"

TITLES = MappingProxyType(
    {
        UNKNOWN_TYPE: "type that the provider does not have",
        UNKNOWN_ARGUMENT: "argument that the schema lacks",
        UNEXPECTED_BLOCK: "block that the schema lacks",
        MISSING_ARGUMENT: "missing required argument",
        BLOCK_COUNT: "too few or too many blocks",
        WRONG_TYPE: "value of the wrong type",
        READ_ONLY: "argument that only the provider sets",
        RELATION: "arguments that exclude or need each other",
        REFUSED: "value that the provider refuses",
        NO_SUCH_ATTRIBUTE: "reference to an attribute that the schema lacks",
        DYNAMIC_BLOCK: "dynamic block that Terraform does not take",
    }
)
"""What Terraform or the provider refuses."""

WARNINGS = MappingProxyType({DEPRECATED: "deprecated resource or argument"})
"""What works, and will stop working."""
