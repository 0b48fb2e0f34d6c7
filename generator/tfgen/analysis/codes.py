"""The codes of what the analysis finds beside the values of expressions, and their titles."""

from __future__ import annotations

from types import MappingProxyType

VARIABLE = "TFG101"
LOCAL = "TFG102"
RESOURCE = "TFG103"
DATA = "TFG104"
MODULE = "TFG105"
OUTPUT = "TFG106"
PROVIDER = "TFG107"
REFERENCE = "TFG108"
REPETITION = "TFG109"
ROOT_ATTRIBUTE = "TFG110"
INSTANCE_KEY = "TFG111"
SCOPED = "TFG112"
CONSTANT_ONLY = "TFG113"
CYCLE = "TFG114"
DUPLICATE = "TFG115"
OVERRIDE = "TFG116"
NAME = "TFG117"
UNUSED_VARIABLE = "TFG120"
UNUSED_LOCAL = "TFG121"
UNUSED_DATA = "TFG122"
BLOCK = "TFG130"
ATTRIBUTE = "TFG131"
MISSING = "TFG132"
LABELS = "TFG133"
LITERAL = "TFG134"
COUNT_AND_FOR_EACH = "TFG135"
LIFECYCLE = "TFG136"
DEPENDS_ON = "TFG137"
ADDRESS = "TFG138"
CONDITION = "TFG139"
PROVISIONER = "TFG140"
REQUIREMENT = "TFG141"
VERSION = "TFG142"
CORE_VERSION = "TFG143"
BACKEND = "TFG144"
LANGUAGE = "TFG145"
DEFAULT = "TFG146"
REPETITION_VALUE = "TFG147"
EXPOSED = "TFG148"
EPHEMERAL = "TFG149"
RESERVED = "TFG150"
ROOT_EPHEMERAL = "TFG151"
NO_FOLDER = "TFG201"
UNKNOWN_ARGUMENT = "TFG202"
MISSING_ARGUMENT = "TFG203"
PROVIDERS = "TFG204"
ARGUMENT_VALUE = "TFG205"
VALIDATION = "TFG206"
SOURCE = "TFG207"
RECURSION = "TFG208"

NAMES = MappingProxyType(
    {
        VARIABLE: "undeclared variable",
        LOCAL: "undeclared local value",
        RESOURCE: "undeclared resource",
        DATA: "undeclared data source",
        MODULE: "undeclared module",
        OUTPUT: "output that a local module lacks",
        PROVIDER: "undeclared provider configuration",
        REFERENCE: "reference that names nothing",
        REPETITION: "each, count or self where it means nothing",
        ROOT_ATTRIBUTE: "attribute that path, terraform, each or count lacks",
        INSTANCE_KEY: "resource with a key too few or too many",
        SCOPED: "data source of a check, used outside of it",
        CONSTANT_ONLY: "reference where only constants may stand",
        CYCLE: "values that need each other",
        DUPLICATE: "declared twice",
        OVERRIDE: "override of what does not exist, or cannot be overridden",
        NAME: "name that Terraform does not take",
    }
)
"""References and what they name."""

UNUSED = MappingProxyType(
    {
        UNUSED_VARIABLE: "unused variable",
        UNUSED_LOCAL: "unused local value",
        UNUSED_DATA: "unused data source",
    }
)
"""Warnings: what is declared and used nowhere."""

STRUCTURE = MappingProxyType(
    {
        BLOCK: "block that is not expected here",
        ATTRIBUTE: "argument that is not expected here",
        MISSING: "missing argument",
        LABELS: "block with a label too few or too many",
        LITERAL: "constant of the wrong type",
        COUNT_AND_FOR_EACH: "count and for_each at once",
        LIFECYCLE: "lifecycle that Terraform does not take",
        DEPENDS_ON: "depends_on that names no whole object",
        ADDRESS: "address of a move, removal or import that is none",
        CONDITION: "condition that checks nothing, or gives no bool",
        PROVISIONER: "provisioner that Terraform does not take",
        REQUIREMENT: "provider requirement that Terraform does not take",
        VERSION: "version constraint that is none",
        CORE_VERSION: "required_version that Terraform does not meet",
        BACKEND: "more than one backend",
        LANGUAGE: "language edition or experiment",
        DEFAULT: "default that is not of the variable's type",
        REPETITION_VALUE: "value that count or for_each does not take",
        EXPOSED: "sensitive value in an output that does not say so",
        EPHEMERAL: "ephemeral value where it would be kept",
        RESERVED: "block or argument name that Terraform reserves",
        ROOT_EPHEMERAL: "ephemeral output of a root module",
    }
)
"""Blocks and their arguments."""

CALLS = MappingProxyType(
    {
        NO_FOLDER: "local module that does not exist",
        UNKNOWN_ARGUMENT: "argument that a local module lacks",
        MISSING_ARGUMENT: "missing argument of a local module",
        PROVIDERS: "provider configurations of a local module",
        ARGUMENT_VALUE: "argument of a type that a local module does not take",
        VALIDATION: "argument that breaks a validation of a local module",
        SOURCE: "source of a module that is none",
        RECURSION: "module that calls itself",
    }
)
"""Calls of modules."""
