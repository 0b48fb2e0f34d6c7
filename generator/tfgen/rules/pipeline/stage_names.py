"""TFG703: two stages of a pipeline or two actions of a stage share a name, or it is not allowed.

https://docs.aws.amazon.com/codepipeline/latest/userguide/stage-requirements.html
https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_StageDeclaration.html
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from tfgen.rules.frame import Finding, Rule, Subject
from tfgen.rules.pipeline.pipelines import Pipeline, pipelines, report, text
from tfgen.view.model import Node

_FORM = re.compile(r"[A-Za-z0-9.@_-]{1,100}")


def check(subject: Subject) -> Iterator[Finding]:
    """One finding for each name of a stage or action that CodePipeline refuses."""
    for pipeline in pipelines(subject):
        yield from _names(subject, pipeline, "stage", pipeline.stages)
        for number in range(len(pipeline.stages)):
            nodes = [action.node for action in pipeline.of_stage(number)]
            yield from _names(subject, pipeline, "action", nodes)


def _names(
    subject: Subject, pipeline: Pipeline, kind: str, nodes: Iterable[Node]
) -> Iterator[Finding]:
    seen: set[str] = set()
    for node in nodes:
        name = text(node, "name")
        places = node.at("name"), pipeline.item.place
        if name is None:
            continue
        if not _FORM.fullmatch(name):
            remedy = "use letters, digits and . @ - _ only, at most 100"
            message = f"`{name}` is no name of a {kind}"
            yield from report(RULE, subject.view, places, message, remedy)
        elif name in seen:
            where = "this pipeline" if kind == "stage" else "this stage"
            message = f"{where} has two {kind}s named {name}"
            remedy = f"give each {kind} a name of its own"
            yield from report(RULE, subject.view, places, message, remedy)
        seen.add(name)


RULE = Rule("TFG703", "stage or action name taken or not allowed", "error", check)
