"""`variable`, `output` and `locals`."""

from __future__ import annotations

from tfgen.analysis import codes, shapes
from tfgen.analysis.blocks.conditions import condition
from tfgen.analysis.blocks.metas import depends_on
from tfgen.analysis.constants import NAME_RULE, constant, is_name, literal, named
from tfgen.analysis.declared import Declared
from tfgen.analysis.refs import node_of
from tfgen.analysis.structure import Reading, content
from tfgen.analysis.variables import (
    VariableFacts,
    no_default,
    type_of,
    type_scope,
    variable_facts,
)
from tfgen.evaluate.types import BOOL, STRING
from tfgen.hcl.model import Attribute, Block
from tfgen.hcl.syntax import Template, Text

_FLAGS = ("sensitive", "ephemeral")
_OF_CALLS = shapes.MODULE.arguments | frozenset(shapes.MODULE.blocks)


def variable(reading: Reading, block: Block) -> None:
    """A `variable` block: its name, its type, its default and its conditions."""
    found = content(reading, block.body, shapes.VARIABLE, block)
    name, place = block.labels[0], block.label_offsets[0]
    named(reading, name, place, "a variable")
    if name in _OF_CALLS:
        message = f'a variable cannot be called "{name}": a module call has that argument already'
        reading.problem(codes.NAME, place, message, "choose another name")
    literal(reading, found.arguments.get("description"), STRING)
    for flag in (*_FLAGS, "nullable"):
        literal(reading, found.arguments.get(flag), BOOL)
    typed = _type(reading, found.arguments.get("type"))
    if "default" in found.arguments:
        facts = variable_facts(Declared(reading.page, block)) if typed else None
        _default(reading, found.arguments["default"], facts)
    for one in found.blocks:
        _validation(reading, one, name)


def _type(reading: Reading, given: Attribute | None) -> bool:
    """Whether the type is a good one; reported where it is not."""
    if given is None:
        return True
    if isinstance(given.value, Text | Template) and not reading.json:
        message = "a type stands without quotes"
        remedy = f"write type = {given.expression.strip(chr(34))}"
        reading.problem("TFG311", given.value.start, message, remedy)
        return False
    scope = type_scope(reading.page)
    type_of(given, scope)
    reading.report.take(reading.page, scope.problems)
    return not scope.problems


def _default(reading: Reading, given: Attribute, facts: VariableFacts | None) -> None:
    value = constant(reading, given.value)
    if (
        value is None
        or facts is None
        or (reading.override and not facts.declared.attribute("type"))
    ):
        return
    problem = no_default(facts, value)
    if problem:
        message = f"this default is not of the variable's type: {problem}"
        remedy = "correct the default or the type"
        reading.problem(codes.DEFAULT, given.value.start, message, remedy)


def _validation(reading: Reading, block: Block, name: str) -> None:
    given = condition(reading, block).arguments.get("condition")
    if given is None or any(
        node_of(ref) == ("var", name) for ref in reading.page.refs(given.value)
    ):
        return
    message = f"the condition does not look at var.{name}"
    remedy = f"refer to var.{name}, or move the condition to what it is about"
    reading.problem(codes.CONDITION, given.value.start, message, remedy)


def output(reading: Reading, block: Block) -> None:
    """An `output` block."""
    found = content(reading, block.body, shapes.OUTPUT, block)
    named(reading, block.labels[0], block.label_offsets[0], "an output")
    literal(reading, found.arguments.get("description"), STRING)
    for flag in _FLAGS:
        literal(reading, found.arguments.get(flag), BOOL)
    depends_on(reading, found.arguments.get("depends_on"))
    for one in found.blocks:
        if one.type == "precondition":
            condition(reading, one)
        else:
            message = "an output has no postconditions"
            reading.problem(codes.CONDITION, one.offset, message, "write `precondition`")


def local_values(reading: Reading, block: Block) -> None:
    """A `locals` block: arguments only."""
    for one in block.body.blocks:
        message = f"`locals` holds arguments, and no block `{one.type}`"
        remedy = f"write it as an argument: {one.type} = {{ … }}"
        reading.problem(codes.BLOCK, one.offset, message, remedy)
    for argument in block.body.attributes:
        if not is_name(argument.name):
            message = f'"{argument.name}" is no name for a local value'
            reading.problem(codes.NAME, argument.offset, message, NAME_RULE)
