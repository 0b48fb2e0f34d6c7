"""TFG616: a secret in an environment variable."""

from __future__ import annotations

from collections.abc import Iterator

from tfgen.rules.frame import Finding, Rule, Subject
from tfgen.view.containers import containers
from tfgen.view.secrets import looks_secret
from tfgen.view.services import TASK_DEFINITION


def check(subject: Subject) -> Iterator[Finding]:
    """A finding for each variable whose name or value tells of a secret; never its value.

    Plans, states and the console show it:
    https://docs.aws.amazon.com/AmazonECS/latest/developerguide/specifying-sensitive-data.html
    """
    view = subject.view
    for task in view.resources(TASK_DEFINITION):
        for container in containers(task):
            for number, variable in enumerate(container.known_entries("environment")):
                name, value = variable.get("name"), variable.get("value")
                if not isinstance(name, str) or not isinstance(value, str):
                    continue
                # In the open is also what only a default says.
                if not looks_secret(name, value):
                    continue
                for place in view.blame(*container.at("environment", number)):
                    message = f"{container.shown} has a secret in the open in {name}"
                    remedy = "put it into Secrets Manager or SSM, and name it under secrets"
                    yield RULE.finding(*place, message, remedy)


RULE = Rule("TFG616", "secret in an environment variable", "warning", check)
