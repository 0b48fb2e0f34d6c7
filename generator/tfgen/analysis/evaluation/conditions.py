"""Conditions and their messages."""

from __future__ import annotations

from collections.abc import Iterable

from tfgen.analysis import codes
from tfgen.analysis.place import Place
from tfgen.evaluate.conversion import ConversionError, convert
from tfgen.evaluate.problems import COMPARE
from tfgen.evaluate.types import BOOL, STRING
from tfgen.hcl.model import Block

_BOTH = ("condition", "error_message")
_WRITE = "write a sentence that tells what is wrong"


def only_evaluated(block: Block, place: Place) -> None:
    """A condition of a resource: nothing is asked of what it gives before there is a plan."""
    for name in _BOTH:
        attribute = block.body.attribute(name)
        if attribute is not None:
            place.value(attribute.value)


def assertion(block: Block, place: Place) -> None:
    """An `assert` of a check: its references, and its message."""
    condition = block.body.attribute("condition")
    good = condition is None or place.sound(condition.value)
    message = block.body.attribute("error_message")
    if message is None or not good:
        return
    found = place.value(message.value)
    try:
        text = convert(found, STRING)
    except ConversionError as error:
        words = f"the message of a condition is text: {error.message}"
        place.report(codes.CONDITION, message.value.start, words, _WRITE)
        return
    if text.is_null:
        words = "the message of a condition is null"
        place.report(codes.CONDITION, message.value.start, words, _WRITE)


def enforced(blocks: Iterable[Block], place: Place) -> bool:
    """Preconditions of an output, which must hold where they are known; whether they do."""
    good = True
    for block in blocks:
        condition = block.body.attribute("condition")
        assertion(block, place)
        if condition is None or not place.sound(condition.value):
            good = False
            continue
        found = place.evaluated(condition.value)
        if not found.is_known:
            continue
        try:
            value = convert(found, BOOL)
            words = "the condition is null" if value.is_null else ""
            if value.data is False:
                words = "this condition never holds"
        except ConversionError as error:
            words = f"the condition gives no bool: {error.message}"
        if words:
            place.report(codes.CONDITION, condition.value.start, words, COMPARE)
            good = False
    return good
