"""What CodePipeline refuses of a pipeline's artifacts when it is created.

The sandbox's CodePipeline takes any pipeline, so the engine looks before a run.
https://docs.aws.amazon.com/codepipeline/latest/userguide/reference-pipeline-structure.html
"""

from __future__ import annotations

from collections.abc import Sequence

from tfgen.sandbox.pipeline.model import Action, ActionError, Stage


def require_sound(stages: Sequence[Stage]) -> None:
    """Raises ActionError, in CodePipeline's words, for a name that fits no earlier output.

    Actions of one stage with the same run order start together: none sees the other's output.
    """
    made: set[str] = set()
    for stage in stages:
        for order in sorted({action.order for action in stage.actions}):
            group = [action for action in stage.actions if action.order == order]
            for action in group:
                _require_made(action, made)
            for action in group:
                _require_new(action, made)
        for rule in (*stage.on_success, *stage.on_failure):
            missing = [name for name in rule.inputs if name not in made]
            if missing:
                raise ActionError(
                    f"Input Artifact Bundle {missing[0]} in rule {rule.name} is not declared as "
                    "Output Artifact Bundle in any of the preceding actions",
                    hint=_known(made),
                )


def _require_made(action: Action, made: set[str]) -> None:
    for name in action.inputs:
        if name not in made:
            raise ActionError(
                f"Input Artifact Bundle {name} in action {action.name} is not declared as Output "
                "Artifact Bundle in any of the preceding actions",
                hint=_known(made),
            )


def _require_new(action: Action, made: set[str]) -> None:
    for name in action.outputs:
        if name in made:
            raise ActionError(
                "Output Artifact Bundle name must be unique within the pipeline. "
                f"{name} has been used more than once.",
                hint=f"give the output of action {action.name} another name",
            )
        made.add(name)


def _known(made: set[str]) -> str:
    return f"the earlier actions make: {', '.join(sorted(made)) or 'nothing'}"
