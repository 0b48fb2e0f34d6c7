"""TFG702: two actions of a pipeline make an artifact of one name, or its name is not allowed.

https://docs.aws.amazon.com/codepipeline/latest/userguide/action-requirements.html
https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_OutputArtifact.html
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from tfgen.rules.frame import Finding, Rule, Subject
from tfgen.rules.pipeline.pipelines import Action, pipelines, report

_FORM = re.compile(r"[a-zA-Z0-9_-]{1,100}")


def check(subject: Subject) -> Iterator[Finding]:
    """One finding for each output artifact that CodePipeline refuses."""
    for pipeline in pipelines(subject):
        makers: dict[str, Action] = {}
        for action in pipeline.actions:
            places = action.node.at("output_artifacts"), pipeline.item.place
            for name in action.outputs or ():
                first = makers.setdefault(name, action)
                if not _FORM.fullmatch(name):
                    message = f"`{name}` is no name of an artifact"
                    remedy = "use letters, digits, hyphens and underscores only, at most 100"
                    yield from report(RULE, subject.view, places, message, remedy)
                elif first is not action:
                    message = f"{first.words} makes an artifact `{name}` already"
                    remedy = "give each artifact of a pipeline a name of its own"
                    yield from report(RULE, subject.view, places, message, remedy)


RULE = Rule("TFG702", "artifact name taken or not allowed", "error", check)
