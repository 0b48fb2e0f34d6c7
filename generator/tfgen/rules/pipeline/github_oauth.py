"""TFG713: a source action of GitHub by OAuth token, which AWS advises against.

The token stands in the pipeline and in Terraform's state. A connection (GitHub App) needs none.
https://docs.aws.amazon.com/codepipeline/latest/userguide/update-github-action-connections.html
"""

from __future__ import annotations

from collections.abc import Iterator

from tfgen.rules.frame import Finding, Rule, Subject
from tfgen.rules.pipeline.pipelines import actions, report


def check(subject: Subject) -> Iterator[Finding]:
    """One finding for each action of the provider GitHub."""
    for pipeline, action in actions(subject, "GitHub"):
        if action.owner == "ThirdParty" and action.version == "1":
            places = action.node.at("provider"), pipeline.item.place
            message = f"{action.words} reads GitHub by an OAuth token"
            remedy = 'use a connection: owner = "AWS", provider = "CodeStarSourceConnection"'
            yield from report(RULE, subject.view, places, message, remedy)


RULE = Rule("TFG713", "GitHub source by OAuth token", "warning", check)
