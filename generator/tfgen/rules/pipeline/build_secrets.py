"""TFG724: a secret as plain text in an environment variable of a build.

Everybody who may look at the project or at Terraform's state reads it. The value is not printed.
https://docs.aws.amazon.com/codebuild/latest/userguide/build-env-ref-env-vars.html
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from tfgen.rules.frame import Finding, Rule, Subject
from tfgen.rules.pipeline.pipelines import report, text
from tfgen.view.model import ABSENT, Item, Known, Node
from tfgen.view.secrets import stands_in

_NAME = re.compile(
    r"(?:^|_)(?:PASSWORD|PASSWD|SECRET|TOKEN|API_?KEY|SECRET_?KEY|PRIVATE_?KEY|CREDENTIALS?)$", re.I
)
# Forms that only secrets have: keys of AWS, tokens of GitHub, GitLab and Slack, private keys.
_FORM = re.compile(
    r"\b(?:AKIA|ASIA)[A-Z0-9]{16}\b|\bgh[pousr]_[A-Za-z0-9]{36}\b|\bglpat-[\w-]{20}\b"
    r"|\bxox[abprs]-[\w-]{10,}|-----BEGIN [A-Z ]*PRIVATE KEY-----"
)
# Names of things that hold the secret.
_ELSEWHERE = re.compile(r"arn:|/|\$|<|\{", re.I)
_HINT = re.compile(rf"(?i:password|passwd|token|api_?key|private_?key)|{_FORM.pattern}")
_SHORTEST = 6
_REMEDY = 'type = "SECRETS_MANAGER" or "PARAMETER_STORE", and the name of the secret'


def check(subject: Subject) -> Iterator[Finding]:
    """One finding for each plain variable whose name or value says that it is a secret."""
    for project in _projects(subject):
        for environment in project.blocks("environment"):
            for variable in environment.blocks("environment_variable"):
                name = text(variable, "name") or ""
                secret = _secret(variable, name)
                if secret:
                    places = secret.place, variable.at("value"), project.place
                    message = f"the build's variable {name} holds a secret as plain text"
                    yield from report(RULE, subject.view, places, message, _REMEDY)


def _projects(subject: Subject) -> Iterator[Item]:
    """The projects; those of called modules only where an argument speaks of secrets."""
    calls = subject.module.blocks("module")
    hinted = any(_HINT.search(file.text, call.offset, call.end) for file, call in calls)
    for project in subject.view.resources("aws_codebuild_project"):
        if project.own or hinted:
            yield project


def _secret(variable: Node, name: str) -> Known | None:
    """The value of a variable, where it is known and a secret."""
    answer, kind = variable.attribute("value"), variable.attribute("type")
    plain = kind is ABSENT or (isinstance(kind, Known) and kind.text == "PLAINTEXT")
    value = (answer.text if isinstance(answer, Known) else None) or ""
    if not plain or not isinstance(answer, Known) or not value:
        return None
    named = _NAME.search(name) and len(value) >= _SHORTEST
    secret = named and not _ELSEWHERE.match(value) and not stands_in(value)
    return answer if secret or _FORM.search(value) else None


RULE = Rule("TFG724", "plain secret in a build", "warning", check)
