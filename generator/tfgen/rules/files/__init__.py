"""Rules about the files themselves and their comments: TFG0xx."""

from __future__ import annotations

from tfgen.rules.files import (
    interpolation_only,
    syntax_error,
    unexplained_suppression,
    unformatted,
    unknown_suppression,
    unread,
    unused_suppression,
)
from tfgen.rules.frame import Rule

RULES: tuple[Rule, ...] = (
    syntax_error.RULE,
    unexplained_suppression.RULE,
    unused_suppression.RULE,
    unknown_suppression.RULE,
    unformatted.RULE,
    interpolation_only.RULE,
    unread.RULE,
)
