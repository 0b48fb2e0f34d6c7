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
            message = f"{action.words} has {_number(len(given), name)}"
            remedy = f"an action of {action.provider} has {_words(bounds, name)}"
            yield from report(RULE, subject.view, places, message, remedy)


def _words(bounds: Bounds, name: str) -> str:
    least, most = bounds
    return _number(most, name) if least == most else f"{least} to {_number(most, name)}"


def _number(number: int, name: str) -> str:
    return f"{number or 'no'} {name} artifact{'' if number == 1 else 's'}"


RULE = Rule("TFG708", "wrong number of artifacts", "error", check)
