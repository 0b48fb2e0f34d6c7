"""TFG601: container definitions that are no JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator

from tfgen.rules.frame import Finding, Rule, Subject
from tfgen.view.model import Known
from tfgen.view.refused import already_refused
from tfgen.view.services import TASK_DEFINITION


def check(subject: Subject) -> Iterator[Finding]:
    """A finding for each known text that is no JSON, or no list of objects.

    https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_RegisterTaskDefinition.html
    """
    view = subject.view
    for task in view.resources(TASK_DEFINITION):
        answer = task.attribute("container_definitions")
        if not isinstance(answer, Known) or not isinstance(answer.value, str):
            continue
        problem = _problem(answer.value) if answer.value else None
        for place in view.blame(answer.place) if problem else ():
            if already_refused(subject.analysis, place):
                continue
            remedy = "write it by jsonencode([{ name = … }])"
            yield RULE.finding(*place, f"container_definitions are {problem}", remedy)


def _problem(text: str) -> str | None:
    try:
        found = json.loads(text)
    except ValueError as error:
        line = f" in line {error.lineno}" if isinstance(error, json.JSONDecodeError) else ""
        return f"no JSON{line}"
    if not isinstance(found, list):
        return "no list"
    return None if all(isinstance(each, dict) for each in found) else "no list of objects"


RULE = Rule("TFG601", "container definitions that are no JSON", "error", check)
