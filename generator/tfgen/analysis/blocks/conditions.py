"""Conditions: `validation`, `precondition`, `postcondition` and the `assert` of `check` blocks."""

from __future__ import annotations

from tfgen.analysis import codes, shapes
from tfgen.analysis.constants import named
from tfgen.analysis.structure import Content, Reading, content
from tfgen.hcl.model import Block


def condition(reading: Reading, block: Block, owner: tuple[str, ...] = ()) -> Content:
    """Looks at one condition. `owner` is the kind, type and name of the resource around it."""
    if reading.override:
        message = f"an override file cannot change `{block.type}` blocks"
        reading.problem(codes.OVERRIDE, block.offset, message, "move it to another file")
        return Content({}, ())
    found = content(reading, block.body, shapes.CONDITION, block)
    given = found.arguments.get("condition")
    if given is not None and not reading.json and not reading.page.references(given.value):
        message = "the condition refers to nothing, so it is always the same"
        remedy = "refer to what is to be checked"
        reading.problem(codes.CONDITION, given.value.start, message, remedy)
    if owner:
        _not_itself(reading, found, owner)
    return found


def _not_itself(reading: Reading, found: Content, owner: tuple[str, ...]) -> None:
    for argument in found.arguments.values():
        for ref in reading.page.refs(argument.value):
            if (ref.kind, *ref.address) == owner:
                message = f"the condition of `{ref.text}` refers to the resource itself"
                remedy = "in a postcondition write `self`"
                reading.problem(codes.CONDITION, argument.value.start, message, remedy)
                break


def check(reading: Reading, block: Block) -> None:
    """A `check` block: at most one data source, and at least one `assert`."""
    from tfgen.analysis.blocks.resources import data

    if reading.override:
        return
    found = content(reading, block.body, shapes.CHECK, block)
    named(reading, block.labels[0], block.label_offsets[0], "a check")
    sources = [one for one in found.blocks if one.type == "data"]
    for one in sources[1:]:
        message = "a check holds one data source at most"
        reading.problem(codes.CONDITION, one.offset, message, "move it to a check of its own")
    for one in sources[:1]:
        data(reading, one, nested=True)
    good = 0
    for one in found.blocks:
        if one.type == "assert":
            given = condition(reading, one)
            arguments = given.arguments
            sound = "condition" in arguments and "error_message" in arguments
            good += sound and bool(
                reading.json or reading.page.references(arguments["condition"].value)
            )
    if not good:
        message = f'the check "{block.labels[0]}" has no `assert` that checks anything'
        remedy = "add: assert { condition = … error_message = … }"
        reading.problem(codes.CONDITION, block.offset, message, remedy)
