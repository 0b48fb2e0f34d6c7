"""Rules about calls of local modules (TFG2xx); `tfgen.analysis` finds what they report."""

from __future__ import annotations

from tfgen.analysis.codes import CALLS
from tfgen.rules.frame import Rule, analysed

RULES: tuple[Rule, ...] = tuple(analysed(code, title) for code, title in CALLS.items())
