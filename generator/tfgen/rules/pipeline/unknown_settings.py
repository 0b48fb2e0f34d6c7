"""TFG706: a key in the configuration of an action that its provider does not take.

CreatePipeline refuses it. The keys: https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference.html
"""

from __future__ import annotations

from collections.abc import Iterator

from tfgen.analysis.nearest import nearest
from tfgen.rules.frame import Finding, Rule, Subject
from tfgen.rules.pipeline.pipelines import actions, report


def check(subject: Subject) -> Iterator[Finding]:
    """One finding for each key that the provider of an action does not know."""
    for pipeline, action in actions(subject):
        kind = action.kind
        if kind is None or kind.keys is None:
            continue
        for key in sorted(action.keys or ()):
            if key in kind.keys:
                continue
            close = nearest(key, kind.keys)
            message = f"{action.words} has a setting {key}, which {action.provider} does not take"
            known = ", ".join(kind.keys) or "none"
            remedy = f"did you mean {close}?" if close else f"it takes: {known}"
            places = action.at(key), pipeline.item.place
            yield from report(RULE, subject.view, places, message, remedy)


RULE = Rule("TFG706", "setting that an action does not take", "error", check)
