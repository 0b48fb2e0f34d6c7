"""What makes a finding the same one after the lines around it have moved."""

from __future__ import annotations

import re

from tfgen.rules.frame import Finding

Key = tuple[str, str, str]
"""Path, code and message, without the numbers of lines."""

_PLACE = re.compile(r"(?P<before>\bline |\blines |\.tf:|\.json:)\d+(?::\d+)?")


def key(finding: Finding) -> Key:
    """What stays of a finding when its file grows: path (with `/`), code, message.

    A place that the message names (`line 7`, `main.tf:7:3`) loses its numbers.
    """
    message = _PLACE.sub(r"\g<before>*", finding.message)
    return finding.path.as_posix(), finding.code, message
