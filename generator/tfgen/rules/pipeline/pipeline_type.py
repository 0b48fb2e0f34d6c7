"""TFG711: a pipeline of type V1 that uses what only V2 has.

Without `pipeline_type` the provider makes a V1 pipeline.
https://docs.aws.amazon.com/codepipeline/latest/userguide/pipeline-types.html
"""

from __future__ import annotations

from collections.abc import Iterator

from tfgen.rules.frame import Finding, Rule, Subject
from tfgen.rules.pipeline.pipelines import Pipeline, pipelines, report, text
from tfgen.view.model import Absent, Known, Place

_CONDITIONS = ("before_entry", "on_success", "on_failure")


def check(subject: Subject) -> Iterator[Finding]:
    """One finding for each V1 pipeline, at the first thing that needs V2."""
    for pipeline in pipelines(subject):
        kind = pipeline.item.attribute("pipeline_type")
        if not isinstance(kind, Absent) and not (isinstance(kind, Known) and kind.text == "V1"):
            continue
        for what, place in _newer(pipeline):
            message = f"{what} needs a pipeline of type V2, and this one is V1"
            places = place, pipeline.item.place
            yield from report(RULE, subject.view, places, message, 'pipeline_type = "V2"')
            break


def _newer(pipeline: Pipeline) -> Iterator[tuple[str, Place]]:
    mode = text(pipeline.item, "execution_mode")
    if mode in {"QUEUED", "PARALLEL"}:
        yield f"the execution mode {mode}", pipeline.item.at("execution_mode")
    for name in ("trigger", "variable"):
        for block in pipeline.item.blocks(name).nodes[:1]:
            if pipeline.item.blocks(name).complete:
                yield f"a {name}", block.place
    for stage in pipeline.stages:
        for name in _CONDITIONS:
            condition = stage.blocks(name).only
            if condition is not None:
                yield f"the condition {name}", condition.place


RULE = Rule("TFG711", "V2 feature in a pipeline of type V1", "error", check)
