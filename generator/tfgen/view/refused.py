"""What Terraform itself refuses, so that nothing is reported twice."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tfgen.analysis.problem import Problem
from tfgen.analysis.provider.codes import REFUSED
from tfgen.view.model import Place


def already_refused(analysis: Mapping[str, Sequence[Problem]], place: Place) -> bool:
    """Whether the provider's own checks find something on the line of `place`.

    They see constants and locals, the view also sees what variables are by default.
    """
    return any(
        found.path == place.path and found.position.line == place.position.line
        for found in analysis.get(REFUSED, ())
    )
