"""TFG708: an action has more or fewer artifacts than its provider takes or gives.

https://docs.aws.amazon.com/codepipeline/latest/userguide/reference-action-artifacts.html
"""

from __future__ import annotations

from collections.abc import Iterator

from tfgen.rules.frame import Finding, Rule, Subject
from tfgen.rules.pipeline.pipelines import actions, report
from tfgen.rules.pipeline.providers import Bounds


def check(subject: Subject) -> Iterator[Finding]:
    """One finding for each action and direction with a number that is not allowed."""
    for pipeline, action in actions(subject):
        kind = action.kind
        if kind is None:
            continue
        for name, given, bounds in (
            ("input", action.inputs, kind.inputs),
            ("output", action.outputs, kind.outputs),
        ):
            if given is None or bounds is None or bounds[0] <= len(given) <= bounds[1]:
                continue
            places = action.node.at(f"{name}_artifacts"), pipeline.item.place
            message = f"{action.words} has {len(given)} {name} artifacts"
            remedy = f"{action.provider} has {_words(bounds)} {name} artifacts"
            yield from report(RULE, subject.view, places, message, remedy)


def _words(bounds: Bounds) -> str:
    least, most = bounds
    if least == most:
        return f"exactly {least}" if least else "no"
    return f"{least} to {most}"


RULE = Rule("TFG708", "wrong number of artifacts", "error", check)
