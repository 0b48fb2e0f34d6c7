"""TFG712: a trigger whose source action the pipeline does not have.

https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_GitConfiguration.html
"""

from __future__ import annotations

from collections.abc import Iterator

from tfgen.analysis.nearest import nearest
from tfgen.rules.frame import Finding, Rule, Subject
from tfgen.rules.pipeline.pipelines import Pipeline, pipelines, report, text


def check(subject: Subject) -> Iterator[Finding]:
    """One finding for each trigger that names no source action of a connection."""
    for pipeline in pipelines(subject):
        names = _sources(pipeline)
        for trigger in pipeline.item.blocks("trigger") if names is not None else ():
            for git in trigger.blocks("git_configuration"):
                name = text(git, "source_action_name")
                if name is None or name in (names or ()):
                    continue
                close = nearest(name, names or ())
                message = f"no source action of a connection is named {name}"
                remedy = f"did you mean {close}?" if close else "name a source action of a stage"
                places = git.at("source_action_name"), pipeline.item.place
                yield from report(RULE, subject.view, places, message, remedy)


def _sources(pipeline: Pipeline) -> list[str] | None:
    """The names of the source actions of connections; None where not all are known."""
    if not pipeline.complete:
        return None
    sources = [one for one in pipeline.actions if one.category in {"Source", None}]
    if any(None in (one.name, one.provider, one.category) for one in sources):
        return None
    return [one.name for one in sources if one.name and one.provider == "CodeStarSourceConnection"]


RULE = Rule("TFG712", "trigger without its source action", "error", check)
