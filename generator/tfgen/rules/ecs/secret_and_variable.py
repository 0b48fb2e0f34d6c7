"""TFG615: an environment variable and a secret of one name."""

from __future__ import annotations

from collections.abc import Iterator

from tfgen.rules.frame import Finding, Rule, Subject
from tfgen.view.containers import containers
from tfgen.view.services import TASK_DEFINITION


def check(subject: Subject) -> Iterator[Finding]:
    """A finding for each secret that has the name of a variable, or of a secret before it.

    AWS: "The secret name must be unique and not shared with any new or existing environment
    variables set on the container."
    https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Secret.html
    """
    view = subject.view
    for task in view.resources(TASK_DEFINITION):
        for container in containers(task):
            taken = {each.get("name") for each in container.known_entries("environment")}
            for number, secret in enumerate(container.known_entries("secrets")):
                name = secret.get("name")
                if isinstance(name, str) and name in taken:
                    for place in view.blame(*container.at("secrets", number, "name")):
                        message = f"{container.shown} has {name} twice: ECS refuses the secret"
                        yield RULE.finding(*place, message, "take one of the two out")
                taken.add(name)


RULE = Rule("TFG615", "environment variable and secret of one name", "error", check)
