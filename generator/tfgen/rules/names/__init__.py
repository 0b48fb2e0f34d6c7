"""Rules about the language itself (TFG1xx): names, blocks and their arguments.

What they report is found by `tfgen.analysis`, under their codes.
"""

from __future__ import annotations

from tfgen.analysis.codes import NAMES, STRUCTURE, UNUSED
from tfgen.rules.frame import Rule, analysed

RULES: tuple[Rule, ...] = (
    *(analysed(code, title) for code, title in NAMES.items()),
    *(analysed(code, title, "warning") for code, title in UNUSED.items()),
    *(analysed(code, title) for code, title in STRUCTURE.items()),
)
