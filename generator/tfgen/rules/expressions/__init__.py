"""Rules about the values of expressions (TFG3xx); `tfgen.analysis` finds what they report."""

from __future__ import annotations

from tfgen.evaluate.problems import TITLES
from tfgen.rules.frame import Rule, analysed

RULES: tuple[Rule, ...] = tuple(
    analysed(code, title[:1].lower() + title[1:]) for code, title in TITLES.items()
)
