"""The text of a template file -> its parts, as a heredoc with that text has them."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from tfgen.hcl.file import read_text
from tfgen.hcl.syntax import Part, Template, Text

_MARK = "END_OF_THE_TEMPLATE"


@lru_cache(maxsize=64)
def template_parts(text: str) -> tuple[Part, ...] | None:
    """The parts of a template; None where it cannot be read."""
    if _MARK in text:
        return None
    file = read_text(f"template = <<{_MARK}\n{text}\n{_MARK}\n", Path("template"))
    attribute = file.body.attribute("template") if file.body and not file.problems else None
    match attribute and attribute.value:
        case Template(parts=parts):
            return parts
        case Text() as only:
            return (only,)
    return None
