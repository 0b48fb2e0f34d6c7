"""TFG725: a build takes its source from a pipeline and hands its artifacts elsewhere, or reverse.

https://docs.aws.amazon.com/codebuild/latest/APIReference/API_ProjectArtifacts.html
"""

from __future__ import annotations

from collections.abc import Iterator

from tfgen.rules.frame import Finding, Rule, Subject
from tfgen.rules.pipeline.pipelines import report, text

_PIPELINE = "CODEPIPELINE"


def check(subject: Subject) -> Iterator[Finding]:
    """One finding for each project of which only one side is a pipeline."""
    for project in subject.view.resources("aws_codebuild_project"):
        if not project.own:
            continue
        source, artifacts = project.blocks("source").only, project.blocks("artifacts").only
        if source is None or artifacts is None:
            continue
        given, made = text(source, "type"), text(artifacts, "type")
        if given is None or made is None or (given == _PIPELINE) == (made == _PIPELINE):
            continue
        places = artifacts.at("type"), source.at("type"), project.place
        message = f"the source is {given} and the artifacts are {made}: CodeBuild refuses the pair"
        remedy = f'type = "{_PIPELINE}" in both blocks, or in neither'
        yield from report(RULE, subject.view, places, message, remedy)


RULE = Rule("TFG725", "pipeline on one side of a build only", "error", check)
