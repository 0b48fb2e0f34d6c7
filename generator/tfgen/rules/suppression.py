"""Comments that silence a finding: `# tfgen:ignore=TFG101 reason`.

A comment silences its own line; one that stands alone on its line, the next line that is not
such a comment. Several codes are separated by commas.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from tfgen.hcl.lines import Position
from tfgen.hcl.model import File
from tfgen.rules.frame import Finding

_MARK = "tfgen:ignore"
_COMMENT = re.compile(
    rf"(?:\#|//|/\*)\s*{_MARK}\s*=\s*(?P<codes>[A-Z]+\d+(?:\s*,\s*[A-Z]+\d+)*)\b\s*(?P<reason>.*)",
    re.DOTALL,
)
_STARTS = re.compile(rf"(?:\#|//|/\*)\s*{_MARK}")
LASTING = frozenset({"TFG002", "TFG003", "TFG004", "TFG005"})
"""What no comment silences: findings about such comments, and about the format of a file."""


@dataclass(frozen=True)
class Suppression:
    """Silences `codes` on `line`; the comment itself is at `position`.

    `codes` are empty when the comment cannot be understood; `reason` is empty when none is given.
    """

    position: Position
    line: int
    codes: frozenset[str]
    reason: str


def suppressions(file: File) -> Iterator[Suppression]:
    """The suppressions in the comments of a file."""
    alone = {comment.position.line for comment in file.comments if comment.alone}
    for comment in file.comments:
        if not _STARTS.match(comment.text):
            continue
        line = comment.position.line
        while comment.alone and line in alone:
            line += 1
        match = _COMMENT.match(comment.text)
        codes = frozenset(re.split(r"\s*,\s*", match["codes"])) if match else frozenset()
        reason = match["reason"].removesuffix("*/").strip() if match else ""
        yield Suppression(comment.position, line, codes, reason)


def without_suppressed(findings: Iterable[Finding], files: Iterable[File]) -> list[Finding]:
    """The findings that no comment silences. Those about suppressions themselves all stay."""
    silenced = {
        (file.path, one.line, code)
        for file in files
        for one in suppressions(file)
        for code in one.codes - LASTING
    }
    return [
        finding
        for finding in findings
        if (finding.path, finding.line, finding.code) not in silenced
    ]
