"""The assertions of `check` blocks."""

from __future__ import annotations

from tfgen.analysis.declared import Declared
from tfgen.analysis.evaluation.conditions import assertion
from tfgen.analysis.known import Known
from tfgen.analysis.place import Place


def check(known: Known, declared: Declared) -> None:
    """The assertions of a check; its data source is one of the module's."""
    place = Place(known, declared.page, check=declared.name)
    for block in declared.block.body.of_type("assert"):
        assertion(block, place)
