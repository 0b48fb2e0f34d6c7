"""The `validation` blocks of a variable, against a value of it."""

from __future__ import annotations

from dataclasses import replace

from tfgen.analysis import codes
from tfgen.analysis.declared import Declared
from tfgen.analysis.known import Known
from tfgen.analysis.place import Place
from tfgen.evaluate.conversion import ConversionError, convert
from tfgen.evaluate.problems import COMPARE
from tfgen.evaluate.types import BOOL, STRING
from tfgen.evaluate.values import UNKNOWN, Value, to_python
from tfgen.hcl.model import Attribute, Block

_BOTH = ("condition", "error_message")


def validations(known: Known, declared: Declared) -> None:
    """The conditions of a variable of this module, of which only the type is known."""
    facts = known.variable(declared.name)
    if facts is None:
        return
    blocks = [*declared.block.body.of_type("validation")]
    if not blocks:
        return
    place = Place(known, declared.page, user=("var", declared.name))
    value = Value(facts.value_type, UNKNOWN)
    for _ in broken(declared, blocks, value, place):
        message = f"a condition of the variable `{declared.name}` never holds"
        remedy = "correct the condition"
        known.report.add(declared.page, codes.CONDITION, declared.block.offset, message, remedy)


def broken(declared: Declared, blocks: list[Block], value: Value, place: Place) -> list[str]:
    """The messages of the conditions that a value of a variable breaks.

    What is wrong with the conditions themselves is reported.
    """
    place = replace(place, given={declared.name: value})
    sound = [place.sound(each.value) for block in blocks for each in block.body.attributes]
    if not all(sound):
        return []
    return [message for block in blocks if (message := _message(block, place)) is not None]


def _message(block: Block, place: Place) -> str | None:
    """The message of a condition that does not hold; None where it holds or nobody knows."""
    condition, error = (block.body.attribute(name) for name in _BOTH)
    if condition is None or error is None:
        return None
    found = place.evaluated(condition.value)
    if not found.is_known:
        # The message is looked at for its own sake where nothing is known of the variable.
        place.evaluated(error.value)
        return None
    words = ""
    try:
        result = convert(found, BOOL)
        words = "the condition is null" if result.is_null else ""
    except ConversionError as wrong:
        words = f"the condition gives no bool: {wrong.message}"
    if words:
        place.report(codes.CONDITION, condition.value.start, words, COMPARE)
    return _text(error, place) if not words and result.data is False else None


def _text(error: Attribute, place: Place) -> str | None:
    """The message of a broken condition; None where it is unknown: Terraform waits for it."""
    found = place.evaluated(error.value)
    if not found.is_known:
        return None
    try:
        text = convert(found, STRING)
        words = "it holds a sensitive value" if text.sensitive else ""
        words = "it holds an ephemeral value" if text.ephemeral else words
    except ConversionError as wrong:
        words = wrong.message
    if words and not found.is_null:
        remedy = "write text that anybody may read"
        place.report(codes.CONDITION, error.value.start, f"the message: {words}", remedy)
        return ""
    return "" if found.is_null else str(to_python(text))
