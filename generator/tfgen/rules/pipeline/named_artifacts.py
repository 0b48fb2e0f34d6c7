"""TFG709: the configuration of an action names an artifact that is none of its inputs.

https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-CodeBuild.html
https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-ECSbluegreen.html
"""

from __future__ import annotations

from collections.abc import Iterator

from tfgen.analysis.nearest import nearest
from tfgen.rules.frame import Finding, Rule, Subject
from tfgen.rules.pipeline.pipelines import actions, report

_KEYS = {
    "CodeBuild": ("PrimarySource",),
    "CodeDeployToECS": (
        "TaskDefinitionTemplateArtifact",
        "AppSpecTemplateArtifact",
        *(f"Image{number}ArtifactName" for number in range(1, 5)),
    ),
}


def check(subject: Subject) -> Iterator[Finding]:
    """One finding for each artifact that is named and not handed to the action."""
    for pipeline, action in actions(subject, *_KEYS):
        for key in _KEYS[action.provider or ""]:
            name = action.setting(key)
            if name is None or action.inputs is None or name in action.inputs:
                continue
            close = nearest(name, action.inputs)
            remedy = f"add `{name}` to input_artifacts"
            message = f"{key} names `{name}`, which is no input artifact of {action.words}"
            remedy = f"did you mean `{close}`? if not, {remedy}" if close else remedy
            places = action.at(key), pipeline.item.place
            yield from report(RULE, subject.view, places, message, remedy)


RULE = Rule("TFG709", "artifact that is no input of the action", "error", check)
