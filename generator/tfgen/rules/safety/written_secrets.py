"""TFG812: a password or key is written into the configuration. The value is not printed.

Everybody who may read the repository, a plan or the state has it.
https://developer.hashicorp.com/terraform/language/manage-sensitive-data
"""

from __future__ import annotations

from collections.abc import Iterator

from tfgen.hcl.module import Module
from tfgen.rules.frame import Finding, Rule, Subject
from tfgen.view.model import Item, Known, Place

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
_OVERWRITTEN = frozenset(
    {"", "changeme", "change-me", "change_me", "dummy", "placeholder", "todo", "initial", "{}"}
)


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
    if item.ignores(name) or (answer.text or "").strip().lower() in _OVERWRITTEN:
        return False
    if item.type != "aws_ssm_parameter":
        return True
    kind = item.attribute("type")
    return isinstance(kind, Known) and kind.text == "SecureString"


def _of_providers(module: Module) -> Iterator[tuple[str, Place]]:
    for file, provider in module.blocks("provider"):
        # A stand-in for AWS on this machine takes any key.
        if provider.labels[:1] != ("aws",) or any(provider.body.of_type("endpoints")):
            continue
        for attribute in provider.body.attributes:
            literal = attribute.literal
            if attribute.name in _OF_PROVIDERS and literal and isinstance(literal.value, str):
                yield attribute.name, Place(file.path, attribute.position)


RULE = Rule("TFG812", "secret in the configuration", "warning", check)
