"""TFG812: a password or key is written into the configuration. The value is not printed.

Everybody who may read the repository, a plan or the state has it.
https://developer.hashicorp.com/terraform/language/manage-sensitive-data
"""

from __future__ import annotations

import json
from collections.abc import Iterator

from tfgen.hcl.module import Module
from tfgen.rules.frame import Finding, Rule, Subject
from tfgen.view.model import Item, Known, Place
from tfgen.view.secrets import stands_in

_SECRETS = {
    "aws_db_instance": "password",
    "aws_docdb_cluster": "master_password",
    "aws_elasticache_replication_group": "auth_token",
    "aws_iam_user_login_profile": "password",
    "aws_rds_cluster": "master_password",
    "aws_redshift_cluster": "master_password",
    "aws_secretsmanager_secret_version": "secret_string",
    "aws_ssm_parameter": "value",
}
_OF_PROVIDERS = ("access_key", "secret_key", "token")
# What JSON says besides the secret.
# https://docs.aws.amazon.com/secretsmanager/latest/userguide/reference_secret_json_structure.html
_BESIDE = frozenset({"dbname", "engine", "host", "port", "ssl", "user", "username"})


def check(subject: Subject) -> Iterator[Finding]:
    """One finding for each constant that is a secret."""
    for item in subject.view.resources(*_SECRETS):
        name = _SECRETS[item.type]
        answer = item.attribute(name)
        if isinstance(answer, Known) and answer.settled and _is_secret(item, name, answer):
            for place in subject.view.blame(answer.place, item.place):
                message = f"{name} is written into the configuration"
                remedy = "let AWS manage it, or read it from Secrets Manager or SSM"
                yield RULE.finding(*place, message, remedy)
    for name, place in _of_providers(subject.module):
        message = f"{name} of the provider is written into the configuration"
        yield RULE.finding(*place, message, "take it from the environment, or use a role")


def _is_secret(item: Item, name: str, answer: Known) -> bool:
    if item.ignores(name) or all(map(stands_in, _values(answer.text or ""))):
        return False
    if item.type != "aws_ssm_parameter":
        return True
    kind = item.attribute("type")
    return isinstance(kind, Known) and kind.text == "SecureString"


def _values(text: str) -> Iterator[str]:
    """What may be a secret in a text: all of it, or each value of the JSON that it is."""
    try:
        content = json.loads(text)
    except ValueError:
        content = None
    yield from _leaves(content) if isinstance(content, dict | list) else (text,)


def _leaves(content: object) -> Iterator[str]:
    match content:
        case dict():
            for key, value in content.items():
                yield from _leaves(value) if key.lower() not in _BESIDE else ()
        case list():
            for value in content:
                yield from _leaves(value)
        case None | bool():
            return
        case _:
            yield str(content)


def _of_providers(module: Module) -> Iterator[tuple[str, Place]]:
    for file, provider in module.blocks("provider"):
        # A stand-in for AWS on this machine takes any key.
        if provider.labels[:1] != ("aws",) or any(provider.body.of_type("endpoints")):
            continue
        for attribute in provider.body.attributes:
            value = attribute.literal.value if attribute.literal else None
            written = isinstance(value, str) and not stands_in(value)
            if attribute.name in _OF_PROVIDERS and written:
                yield attribute.name, Place(file.path, attribute.position)


RULE = Rule("TFG812", "secret in the configuration", "warning", check)
