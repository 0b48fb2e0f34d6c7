"""A body against the shape that it must have."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from tfgen.analysis import codes
from tfgen.analysis.nearest import nearest
from tfgen.analysis.page import Page
from tfgen.analysis.report import Report
from tfgen.analysis.shapes import Shape
from tfgen.hcl.model import Attribute, Block, Body


@dataclass(frozen=True)
class Reading:
    """A file that is read: its page, the problems, and whether it is an override file."""

    page: Page
    report: Report
    override: bool = False

    def problem(self, code: str, offset: int, message: str, remedy: str) -> None:
        """Reports a problem."""
        self.report.add(self.page, code, offset, message, remedy)

    @property
    def json(self) -> bool:
        """Whether the file is JSON, where nested blocks read as arguments."""
        return self.page.file.json


@dataclass(frozen=True)
class Content:
    """The arguments and blocks of a body that its shape knows."""

    arguments: Mapping[str, Attribute]
    blocks: tuple[Block, ...]


def content(reading: Reading, body: Body, shape: Shape, owner: Block | None) -> Content:
    """What a body holds of its shape; what is too much or missing is reported.

    `owner` is the block whose body it is, None for a file.
    """
    arguments = {one.name: one for one in body.attributes if one.name in shape.arguments}
    for one in body.attributes:
        if one.name not in shape.arguments and not _may_stand(reading, one, shape):
            _unknown_argument(reading, one, shape, owner)
    blocks = []
    for block in body.blocks:
        if block.type in shape.blocks:
            if _labelled(reading, block, shape.blocks[block.type]):
                blocks.append(block)
        elif block.type in shape.arguments or not shape.open:
            _unknown_block(reading, block, shape, owner)
    if owner is not None and not reading.override:
        for name in sorted(shape.required - set(arguments)):
            message = f"the {shown(owner)} needs the argument `{name}`"
            reading.problem(
                codes.MISSING, header(reading.page, owner), message, f"add `{name} = …`"
            )
    return Content(arguments, tuple(blocks))


def header(page: Page, block: Block) -> int:
    """Where Terraform shows that something is missing: the header; in JSON the end."""
    return block.end - 1 if page.file.json else block.offset


def shown(block: Block) -> str:
    """A block as messages name it: `resource "aws_lb" "this"`."""
    labels = "".join(f' "{label}"' for label in block.labels)
    return f"block `{block.type}{labels}`"


def _may_stand(reading: Reading, one: Attribute, shape: Shape) -> bool:
    if one.name in shape.blocks:
        return reading.json
    return shape.open


def _unknown_argument(reading: Reading, one: Attribute, shape: Shape, owner: Block | None) -> None:
    where = f"the {shown(owner)}" if owner else "the top of a file"
    message = f"{where} takes no argument `{one.name}`"
    close = nearest(one.name, shape.arguments)
    if one.name in shape.blocks:
        remedy = f"write it as a block: {one.name} {{ … }}"
    elif close:
        remedy = f"did you mean `{close}`?"
    elif shape.arguments:
        remedy = f"remove it; there is: {', '.join(sorted(shape.arguments))}"
    else:
        remedy = "remove it, or put it into a block"
    reading.problem(codes.ATTRIBUTE, one.offset, message, remedy)


def _unknown_block(reading: Reading, block: Block, shape: Shape, owner: Block | None) -> None:
    where = f"the {shown(owner)}" if owner else "a file"
    message = f"{where} takes no block `{block.type}`"
    close = nearest(block.type, shape.blocks)
    if block.type in shape.arguments:
        remedy = f"write it as an argument: {block.type} = {{ … }}"
    elif close:
        remedy = f"did you mean `{close}`?"
    else:
        remedy = "remove it, or correct its name"
    reading.problem(codes.BLOCK, block.offset, message, remedy)


def _labelled(reading: Reading, block: Block, names: tuple[str, ...]) -> bool:
    if len(block.labels) == len(names):
        return True
    wanted = "".join(f' "{name.upper()}"' for name in names)
    if len(block.labels) < len(names):
        missing = names[len(block.labels)]
        message = f"this block `{block.type}` lacks its {missing}"
        place = block.brace
    else:
        message = f"this block `{block.type}` has a label too many"
        place = block.label_offsets[len(names)]
    reading.problem(codes.LABELS, place, message, f"write {block.type}{wanted} {{ … }}")
    return False
