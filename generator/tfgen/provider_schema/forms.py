"""Forms of strings that providers ask for by name: an ARN, a CIDR block, JSON."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Form:
    """A form: what people call it, and whether a string has it."""

    title: str
    holds: Callable[[str], bool]


def _json(text: str) -> bool:
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True


FORMS = {"json": Form("valid JSON", _json)}
