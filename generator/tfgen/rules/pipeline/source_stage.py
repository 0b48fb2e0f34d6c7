"""TFG704: a source action after the first stage, or another action in the first.

https://docs.aws.amazon.com/codepipeline/latest/userguide/pipeline-requirements.html
"""

from __future__ import annotations

from collections.abc import Iterator

from tfgen.rules.frame import Finding, Rule, Subject
from tfgen.rules.pipeline.pipelines import pipelines, report


def check(subject: Subject) -> Iterator[Finding]:
    """One finding for each action whose category its stage does not allow."""
    for pipeline in pipelines(subject):
        if not pipeline.stages.complete:
            continue
        for action in pipeline.actions:
            if action.category is None or (action.category == "Source") == (action.stage == 0):
                continue
            places = action.node.at("category"), pipeline.item.place
            if action.stage == 0:
                message = f"{action.words} is no source action, and stands in the first stage"
                remedy = "move it to a later stage: the first holds source actions only"
            else:
                message = f"{action.words} is a source action outside of the first stage"
                remedy = "move it to the first stage, which alone may hold source actions"
            yield from report(RULE, subject.view, places, message, remedy)


RULE = Rule("TFG704", "source action in the wrong stage", "error", check)
