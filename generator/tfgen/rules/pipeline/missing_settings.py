"""TFG707: a key that the configuration of an action must have is missing.

https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference.html
"""

from __future__ import annotations

from collections.abc import Iterator

from tfgen.rules.frame import Finding, Rule, Subject
from tfgen.rules.pipeline.pipelines import Action, actions, report


def check(subject: Subject) -> Iterator[Finding]:
    """One finding for each action that lacks a required key, naming all that it lacks."""
    for pipeline, action in actions(subject):
        keys = action.keys
        if action.kind is None or keys is None:
            continue
        missing = [key for key in _required(action) if key not in keys]
        if missing:
            places = action.node.at("configuration"), pipeline.item.place
            message = f"{action.words} lacks {', '.join(missing)}, which {action.provider} needs"
            remedy = f"add {' and '.join(missing)} to its configuration"
            yield from report(RULE, subject.view, places, message, remedy)


def _required(action: Action) -> tuple[str, ...]:
    required = action.kind.required if action.kind else ()
    if action.provider == "CodeBuild" and len(action.inputs or ()) > 1:
        return (*required, "PrimarySource")
    if action.provider == "S3" and action.setting("Extract") == "false":
        return (*required, "ObjectKey")
    return required


RULE = Rule("TFG707", "setting that an action needs", "error", check)
