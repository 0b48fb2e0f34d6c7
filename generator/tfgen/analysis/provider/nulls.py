"""Null elements of lists and sets, which data sources made with terraform-plugin-sdk refuse.

Resources are only looked at in a plan. As the schema does not tell what a data source is made with,
those are named that people write lists for.
"""

from __future__ import annotations

from collections.abc import Iterator

from tfgen.analysis.provider.codes import REFUSED
from tfgen.analysis.provider.decoded import Decoded
from tfgen.analysis.provider.places import Spot, place
from tfgen.analysis.provider.written import Written
from tfgen.evaluate.types import SetType
from tfgen.provider_schema.model import BlockSchema

DATA_SOURCES = (
    "aws_ami",
    "aws_ami_ids",
    "aws_availability_zones",
    "aws_ecs_container_definition",
    "aws_iam_policy_document",
    "aws_instances",
    "aws_route_tables",
    "aws_security_groups",
    "aws_subnets",
    "aws_vpcs",
)


def check_nulls(decoded: Decoded, schema: BlockSchema, root: Written) -> None:
    """Reports each null in a list or set."""
    for spot in _nulls(decoded, schema, Spot()):
        message = "a list of this data source has an element that is null"
        remedy = "leave it out, or filter with compact()"
        root.report(REFUSED, place(root, spot.path), message, remedy)


def _nulls(decoded: Decoded, schema: BlockSchema, spot: Spot) -> Iterator[Spot]:
    for name, value in decoded.values.items():
        elements = value.data if isinstance(value.data, tuple) else ()
        nesting = "set" if isinstance(value.type, SetType) else "list"
        for number, each in enumerate(elements):
            if each.data is None:
                yield spot.at(name).element(nesting, number)
    for name, blocks in decoded.blocks.items():
        nested = schema.blocks[name]
        for item, inner in blocks.spots(spot, name, nested.nesting) if blocks.known else ():
            yield from _nulls(item, nested.block, inner)
