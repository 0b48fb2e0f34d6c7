"""The types about which more is known than schema and recorded checks say, one line each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from tfgen.analysis.provider import aws_facts
from tfgen.analysis.provider.container_definitions import check_container_definitions
from tfgen.analysis.provider.decoded import Decoded
from tfgen.analysis.provider.nulls import DATA_SOURCES, check_nulls
from tfgen.analysis.provider.provider_checks import Subject
from tfgen.analysis.provider.remote_state import check_remote_state
from tfgen.analysis.provider.written import Written
from tfgen.provider_schema.model import BlockSchema
from tfgen.provider_schema.sources import BUILT_IN

SPECIAL: Mapping[Subject, Callable[[Decoded, BlockSchema, Written], None]] = MappingProxyType(
    {
        Subject("data", "terraform_remote_state", BUILT_IN): check_remote_state,
        Subject("resource", "aws_ecs_task_definition", aws_facts.SOURCE): (
            check_container_definitions
        ),
        **{Subject("data", name, aws_facts.SOURCE): check_nulls for name in DATA_SOURCES},
    }
)
"""Each takes what its provider gets of a body, the schema, and the body, to which it reports."""
