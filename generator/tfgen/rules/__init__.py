"""The rules that `tfgen validate` applies: a folder a subject, a line a folder, by their codes."""

from __future__ import annotations

from tfgen.rules import across, calls, ecs, expressions, files, names, pipeline, provider, safety
from tfgen.rules.frame import AcrossRule, Rule

RULES: tuple[Rule, ...] = (
    *files.RULES,
    *names.RULES,
    *calls.RULES,
    *expressions.RULES,
    *provider.RULES,
    *ecs.RULES,
    *pipeline.RULES,
    *safety.RULES,
)

ACROSS: tuple[AcrossRule, ...] = across.RULES
"""The rules about several stacks."""
