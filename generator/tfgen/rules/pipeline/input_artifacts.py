"""TFG701: an action takes an artifact that no earlier action makes.

Earlier is another stage before, or a lower run order in the same one; actions of one run order run
at the same time. CreatePipeline refuses such a pipeline (InvalidActionDeclaration).
https://docs.aws.amazon.com/codepipeline/latest/userguide/action-requirements.html
"""

from __future__ import annotations

from collections.abc import Iterator

from tfgen.analysis.nearest import nearest
from tfgen.rules.frame import Finding, Rule, Subject
from tfgen.rules.pipeline.pipelines import Action, Pipeline, pipelines, report


def check(subject: Subject) -> Iterator[Finding]:
    """One finding for each input artifact that is not there when its action runs."""
    for pipeline in pipelines(subject):
        if not _wholly_known(pipeline):
            continue
        for action in pipeline.actions:
            for name in action.inputs or ():
                if not any(name in (one.outputs or ()) for one in _before(pipeline, action)):
                    message, remedy = _words(pipeline, action, name)
                    places = action.node.at("input_artifacts"), pipeline.item.place
                    yield from report(RULE, subject.view, places, message, remedy)


def _wholly_known(pipeline: Pipeline) -> bool:
    return pipeline.complete and all(
        one.inputs is not None and one.outputs is not None and one.order is not None
        for one in pipeline.actions
    )


def _before(pipeline: Pipeline, action: Action) -> Iterator[Action]:
    place = action.stage, action.order or 1
    return (one for one in pipeline.actions if (one.stage, one.order or 1) < place)


def _words(pipeline: Pipeline, action: Action, name: str) -> tuple[str, str]:
    makers = [one for one in pipeline.actions if name in (one.outputs or ()) and one is not action]
    message = f"{action.words} takes the artifact `{name}`, which no earlier action makes"
    if makers:
        same = (makers[0].stage, makers[0].order) == (action.stage, action.order)
        when = "at the same time" if same else "later"
        message += f": {makers[0].words} makes it, and runs {when}"
        return message, "give the action that makes it a lower run_order, or an earlier stage"
    known = {made for one in _before(pipeline, action) for made in one.outputs or ()}
    close = nearest(name, known)
    if close:
        return message, f"did you mean `{close}`? it is made before this action"
    return message, f"name it in output_artifacts of an earlier action; made are: {_list(known)}"


def _list(known: set[str]) -> str:
    return ", ".join(sorted(known)) or "none"


RULE = Rule("TFG701", "artifact that no earlier action makes", "error", check)
