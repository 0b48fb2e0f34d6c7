"""The declarations of called modules: many stacks call the same few."""

from __future__ import annotations

from collections import OrderedDict

from tfgen.analysis.declared import Declarations
from tfgen.analysis.declaring import declare
from tfgen.analysis.page import Page
from tfgen.analysis.report import Report
from tfgen.hcl.module import Module

_REMEMBERED = 256
_known: OrderedDict[int, tuple[Module, Declarations]] = OrderedDict()


def declarations_of(module: Module | None) -> Declarations | None:
    """What a called module declares, by identity; None for a module that is missing."""
    if module is None:
        return None
    found = _known.get(id(module))
    if found is None or found[0] is not module:
        pages = [Page.of(file) for file in module.files if file.body]
        found = _known[id(module)] = (module, declare(module, pages, Report()))
        if len(_known) > _REMEMBERED:
            _known.popitem(last=False)
    return found[1]
