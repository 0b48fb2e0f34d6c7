"""`"${var.x}"` -> `var.x`: strings that are nothing but an interpolation.

Both mean the same, for such a template gives its value as it is, of whatever type.
https://github.com/hashicorp/hcl/blob/main/hclsyntax/spec.md#template-interpolation-unwrapping
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from tfgen.fixing.edits import Edit
from tfgen.hcl.model import File
from tfgen.hcl.module import Module
from tfgen.hcl.syntax import (
    Binary,
    Call,
    Conditional,
    Expression,
    For,
    Object,
    Parentheses,
    Splat,
    Tuple,
    Unary,
)
from tfgen.rules.files.interpolation_only import lone_interpolations
from tfgen.rules.frame import Finding

_OPEN = re.compile(r'"\$\{~?\s*')
_CLOSE = re.compile(r'\s*~?\}"')
_BRACKETED = (Call, For, Object, Parentheses, Tuple)
# What stands beside these would become a part of them.
_LOOSE = (Binary, Conditional, Splat, Unary)


def edits(_module: Module, file: File, finding: Finding) -> Iterator[tuple[Path, Edit]]:
    """Takes the quotes away, and puts parentheses in their place where the value needs them."""
    for found in lone_interpolations(file):
        place = file.position(found.template.start)
        if (place.line, place.column) != (finding.line, finding.column):
            continue
        before = file.text[found.template.start : found.inner.start]
        after = file.text[found.inner.end : found.template.end]
        inner = file.text[found.inner.start : found.inner.end]
        # A comment between them would be lost.
        if not (_OPEN.fullmatch(before) and _CLOSE.fullmatch(after)) or "<<" in inner:
            return
        wrapped = _needs_parentheses(found.inner, inner, operand=found.operand)
        yield file.path, Edit(found.template.start, found.inner.start, "(" * wrapped)
        yield file.path, Edit(found.inner.end, found.template.end, ")" * wrapped)


def _needs_parentheses(inner: Expression, text: str, *, operand: bool) -> bool:
    # Outside of brackets a line break ends the attribute.
    if "\n" in text and not isinstance(inner, _BRACKETED):
        return True
    return operand and isinstance(inner, _LOOSE)
