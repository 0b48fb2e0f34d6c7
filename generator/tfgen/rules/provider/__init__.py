"""Rules about the provider's schema (TFG4xx): what `analysis/provider` finds, under its codes."""

from __future__ import annotations

from tfgen.analysis.provider.codes import TITLES, WARNINGS
from tfgen.rules.frame import Rule, analysed

_ALL = sorted({**TITLES, **WARNINGS}.items())

RULES: tuple[Rule, ...] = tuple(
    analysed(code, title, "warning" if code in WARNINGS else "error") for code, title in _ALL
)
