"""The source action of CodeConnections: the commit, as a zip of its files.

https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-CodestarConnectionSource.html
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from tfgen.sandbox.pipeline.model import Action, Run

_NEEDED = ("ConnectionArn", "FullRepositoryId", "BranchName")


def run(run: Run, action: Action, inputs: Mapping[str, Path]) -> Mapping[str, Path]:
    """Gives the folder that stands for the commit; ActionError where a key is missing."""
    for key in _NEEDED:
        action.setting(key)
    return dict.fromkeys(action.outputs, run.source)
