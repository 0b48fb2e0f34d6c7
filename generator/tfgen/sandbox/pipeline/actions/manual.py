"""A manual approval: given at once, unless the run is told to reject.

https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-Approval.html
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from tfgen.sandbox.pipeline.model import Action, ActionError, Run


def run(run: Run, action: Action, inputs: Mapping[str, Path]) -> Mapping[str, Path]:
    """Approves; ActionError with the reason where the run rejects."""
    if run.rejection:
        raise ActionError(
            f"{action.name} was rejected: {run.rejection}",
            hint="start the pipeline again, and approve it",
        )
    return {}
