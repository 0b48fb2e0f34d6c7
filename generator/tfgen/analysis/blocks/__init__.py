"""The blocks of a file, as Terraform reads them before it evaluates anything; a kind a file."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from tfgen.analysis import codes, shapes
from tfgen.analysis.blocks.addresses import imported, moved, removed
from tfgen.analysis.blocks.calls import call
from tfgen.analysis.blocks.conditions import check
from tfgen.analysis.blocks.providers import provider
from tfgen.analysis.blocks.resources import data, ephemeral, resource
from tfgen.analysis.blocks.settings import settings
from tfgen.analysis.blocks.values import local_values, output, variable
from tfgen.analysis.page import Page
from tfgen.analysis.report import Report
from tfgen.analysis.structure import Reading, content
from tfgen.hcl.model import Block

_READERS: Mapping[str, Callable[[Reading, Block], None]] = {
    "terraform": settings,
    "provider": provider,
    "variable": variable,
    "locals": local_values,
    "output": output,
    "module": call,
    "resource": resource,
    "data": data,
    "ephemeral": ephemeral,
    "moved": moved,
    "removed": removed,
    "import": imported,
    "check": check,
}


def read_file(page: Page, report: Report, *, override: bool) -> None:
    """Reports what is wrong with the blocks of a file, each by itself."""
    body = page.file.body
    if body is None:
        return
    reading = Reading(page, report, override)
    for block in content(reading, body, shapes.FILE, None).blocks:
        reader = _READERS.get(block.type)
        if reader is None:
            message = f"`{block.type}` stands inside of a `terraform` block"
            reading.problem(codes.BLOCK, block.offset, message, "move it there")
        else:
            reader(reading, block)
