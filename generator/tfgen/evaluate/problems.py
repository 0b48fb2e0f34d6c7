"""What can be wrong with an expression: the codes, and what a report of one holds."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType

UNKNOWN_FUNCTION = "TFG301"
ARGUMENT_COUNT = "TFG302"
ARGUMENT = "TFG303"
OPERAND = "TFG304"
ATTRIBUTE = "TFG305"
CONDITIONAL_TYPES = "TFG306"
PART_TYPE = "TFG307"
FAILED_OPERATION = "TFG308"
NULL_VALUE = "TFG309"
OBJECT_KEY = "TFG310"
TYPE_CONSTRAINT = "TFG311"
OPTIONAL_DEFAULT = "TFG312"

TITLES = MappingProxyType(
    {
        UNKNOWN_FUNCTION: "A function that does not exist",
        ARGUMENT_COUNT: "A function with too few or too many arguments",
        ARGUMENT: "An argument that the function does not take",
        OPERAND: "An operand of the wrong type",
        ATTRIBUTE: "An attribute or element that the value does not have",
        CONDITIONAL_TYPES: "Two results of a condition whose types do not fit",
        PART_TYPE: "A condition, collection or template part of the wrong type",
        FAILED_OPERATION: "An operation that fails with these values",
        NULL_VALUE: "A null where a value is needed",
        OBJECT_KEY: "A key of an object that is no text",
        TYPE_CONSTRAINT: "A type constraint that is none",
        OPTIONAL_DEFAULT: "A default of an optional attribute that is not of its type",
    }
)
"""Each code and the title of its rule, in order."""

COMPARE = "write a comparison that can be true or false"
"""The remedy for a condition that is none."""

KEY_TEXT = "make it text: write one of its parts"
"""The remedy for a key that is none."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that `terraform validate` refuses.

    `offset` is the place in the file that Terraform names, in characters from 0; `message` says
    what is wrong, `remedy` what to do.
    """

    code: str
    offset: int
    message: str
    remedy: str
