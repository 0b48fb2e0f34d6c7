"""`provider`: all but the provider's own arguments."""

from __future__ import annotations

from tfgen.analysis import codes, shapes
from tfgen.analysis.blocks.metas import escapes, provider_name
from tfgen.analysis.constants import is_name, literal, version
from tfgen.analysis.structure import Reading, content
from tfgen.evaluate.types import STRING
from tfgen.hcl.model import Block
from tfgen.provider_schema.versions import parse_constraints

_RESERVED = ("count", "depends_on", "for_each", "source")


def provider(reading: Reading, block: Block) -> None:
    """A `provider` block."""
    found = content(reading, block.body, shapes.PROVIDER, block)
    if not provider_name(reading, block.labels[0], block.offset):
        return
    alias = found.arguments.get("alias")
    value = literal(reading, alias, STRING)
    if alias is not None and value is not None and not is_name(str(value.data)):
        message = f'"{value.data}" is no alias'
        reading.problem(codes.NAME, alias.value.start, message, "an alias must be a name")
    version(reading, found.arguments.get("version"), parse_constraints)
    for name in _RESERVED:
        if name in found.arguments:
            message = f"Terraform reserves the argument `{name}` in `provider` blocks"
            reading.problem(codes.RESERVED, found.arguments[name].offset, message, "remove it")
    escapes(reading, found)
