"""TFG710: a source action detects changes by itself although a trigger says when to start.

AWS turns the detection off where a trigger stands, and its console writes `DetectChanges = false`
beside one.
https://docs.aws.amazon.com/codepipeline/latest/userguide/pipelines-triggers.html
https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_PipelineTriggerDeclaration.html
"""

from __future__ import annotations

from collections.abc import Iterator

from tfgen.rules.frame import Finding, Rule, Subject
from tfgen.rules.pipeline.pipelines import Pipeline, actions, report, text


def check(subject: Subject) -> Iterator[Finding]:
    """One finding for each source action with `DetectChanges = true` and a trigger."""
    for pipeline, action in actions(subject, "CodeStarSourceConnection"):
        if action.setting("DetectChanges") == "true" and action.name in _triggered(pipeline):
            places = action.at("DetectChanges"), pipeline.item.place
            message = f"DetectChanges has no effect: a trigger says when {action.words} starts"
            remedy = 'DetectChanges = "false", or remove the trigger block'
            yield from report(RULE, subject.view, places, message, remedy)


def _triggered(pipeline: Pipeline) -> set[str | None]:
    return {
        text(git, "source_action_name")
        for trigger in pipeline.item.blocks("trigger")
        for git in trigger.blocks("git_configuration")
    } - {None}


RULE = Rule("TFG710", "change detection beside a trigger", "warning", check)
