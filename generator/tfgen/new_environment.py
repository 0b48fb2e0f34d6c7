"""A new environment with a platform of its own: its block in `tfgen.yaml`, from a few answers."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from tfgen import yaml_file
from tfgen.environment_checks import PLATFORM
from tfgen.errors import InputError, InputErrors, UsageError
from tfgen.project import REFERENCE, Project, from_file
from tfgen.yaml_file import YamlFile

_PLAIN = re.compile(r"[a-z][\w./-]*")
_REGION = re.compile(r"[a-z]{2}(-[a-z]+)+-\d")
_CERTIFICATE = re.compile(r"arn:[\w-]+:acm:(?P<region>[\w-]+):(?P<account>\d{12}):certificate/\S+")
# A load balancer takes no fewer: one subnet in each of two zones.
_FEWEST_SUBNETS = 2


@dataclass(frozen=True)
class Answers:
    """What `tfgen new-environment` was told; an empty text is yet to be filled in."""

    name: str
    account_id: str
    region: str = ""
    vpc_id: str = ""
    subnet_ids: tuple[str, ...] = ()
    public_subnet_ids: tuple[str, ...] = ()
    certificate_arn: str = ""
    connection_arn: str = ""
    test_cidrs: tuple[str, ...] = ()
    alarm_emails: tuple[str, ...] = ()


def add(project: Project, answers: Answers) -> Project:
    """`project` as it is with the environment; the text of its file is what has to be written.

    Every line that was there stays as it was, comments included. Raises UsageError for a name that
    is taken, and for answers that AWS would not take.
    """
    if answers.name in project.settings.environments:
        raise UsageError(
            f"there is an environment {answers.name!r} already",
            where=project.file.where(["environments", answers.name]),
            hint="change its lines, then: tfgen generate",
        )
    _check(answers, answers.region or project.settings.defaults.region)
    text = _with_block(project.file, _block(answers))
    try:
        return from_file(yaml_file.parse(text, project.file.path))
    except InputError as error:
        # Its lines are not in the file yet, so nobody could look there.
        first = error.errors[0] if isinstance(error, InputErrors) else error
        raise UsageError(first.message, hint=first.hint) from error


def _check(answers: Answers, region: str) -> None:
    """Raises UsageError for the first answer that cannot be right."""
    for good, message, hint in _checks(answers, region):
        if not good:
            raise UsageError(message, hint=hint)


def _checks(answers: Answers, region: str) -> Iterator[tuple[bool, str, str]]:
    account, public = answers.account_id, answers.public_subnet_ids
    yield (
        re.fullmatch(r"\d{12}", account, re.ASCII) is not None,
        f"{account!r} is no AWS account ID" if account else "no AWS account was named",
        "12 digits: --account-id 111111111111",
    )
    yield (
        _REGION.fullmatch(region) is not None,
        f"{region!r} is no AWS region",
        "for example --region ap-northeast-1",
    )
    yield (
        _are(filter(None, [answers.vpc_id]), r"vpc-[0-9a-f]+"),
        f"{answers.vpc_id!r} is no ID of a VPC",
        "for example --vpc-id vpc-0a1b2c3d, or ssm:/path/to/parameter",
    )
    for option, subnets in (("--subnet", answers.subnet_ids), ("--public-subnet", public)):
        yield (
            _are(subnets, r"subnet-[0-9a-f]+"),
            f"{option} takes IDs of subnets, not {', '.join(subnets)}",
            f"once for each: {option} subnet-0a1b2c3d {option} subnet-4e5f6a7b",
        )
    looked_up = any(map(REFERENCE.match, public))
    yield (
        not public or looked_up or len(set(public)) >= _FEWEST_SUBNETS,
        "a load balancer needs public subnets in two availability zones",
        "once for each: --public-subnet subnet-0a1b2c3d --public-subnet subnet-4e5f6a7b",
    )
    yield _certificate(answers.certificate_arn, account, region)


def _are(values: Iterable[str], pattern: str) -> bool:
    return all(re.fullmatch(pattern, value) or REFERENCE.match(value) for value in values)


def _certificate(arn: str, account: str, region: str) -> tuple[bool, str, str]:
    """A load balancer takes certificates of its own account and region only.

    https://docs.aws.amazon.com/elasticloadbalancing/latest/application/https-listener-certificates.html
    """
    match = _CERTIFICATE.fullmatch(arn)
    here = match is not None and (match["account"], match["region"]) == (account, region)
    return (
        not arn or here or REFERENCE.match(arn) is not None,
        f"{arn!r} is no ACM certificate of account {account} in {region}",
        "aws acm list-certificates shows those that there are",
    )


def _block(answers: Answers) -> str:
    """The environment as YAML, indented by nothing; services find the platform by references."""
    output = f"remote_state:{PLATFORM}."
    platform = {
        "certificate_arn": _scalar(answers.certificate_arn),
        "public_subnet_ids": _list(answers.public_subnet_ids),
        "test_cidrs": _list(answers.test_cidrs),
        "alarm_emails": _list(answers.alarm_emails),
    }
    lines = [
        f"{answers.name}:",
        f"  account_id: {json.dumps(answers.account_id)}",
        *([f"  region: {answers.region}"] if answers.region else []),
        f"  cluster: {output}cluster_name",
        "  network:",
        f"    vpc_id: {_scalar(answers.vpc_id)}",
        f"    subnet_ids: {_list(answers.subnet_ids)}",
        "  listeners:",
        "    public:",
        f"      arn: {output}listener_arn",
        f"      test_arn: {output}test_listener_arn",
        f"  connection_arn: {_scalar(answers.connection_arn)}",
        f"  artifact_bucket: {output}artifact_bucket",
        f"  template_bucket: {output}template_bucket",
        f"  kms_key_arn: {output}kms_key_arn",
        f"  topic_arns: [{output}alarm_topic_arn]",
        f"  # What tfgen makes for it: stacks/{answers.name}/{PLATFORM}",
        "  platform:",
        *(f"    {key}: {value}" for key, value in platform.items()),
    ]
    return "".join(f"{line}\n" for line in lines)


def _scalar(value: str) -> str:
    return value if _PLAIN.fullmatch(value) else json.dumps(value)


def _list(values: Iterable[str]) -> str:
    return f"[{', '.join(map(_scalar, values))}]"


def _with_block(file: YamlFile, block: str) -> str:
    """The text of `file` with `block` as the last of its environments."""
    from ruamel.yaml import YAML

    yaml = YAML()
    yaml.preserve_quotes = True
    yaml.width = 4096
    whole = yaml.load(file.text)
    environments = whole["environments"]
    if not whole.fa.flow_style() and not environments.fa.flow_style():
        return _inserted(file.text, whole, block)
    # In braces there are no lines to put others between: such a file is written anew.
    environments.update(yaml.load(block))
    environments.fa.set_block_style()
    out = io.StringIO()
    yaml.dump(whole, out)
    return out.getvalue()


def _inserted(text: str, whole: Any, block: str) -> str:
    """`text` with `block` after the last line of `environments`, at the same indent.

    Not by a round trip: that would move the comment before the next key, and rewrite spacing.
    """
    lines = text.splitlines(keepends=True)
    starts = sorted(whole.lc.key(key)[0] for key in whole)
    start = whole.lc.key("environments")[0]
    end = next((line for line in starts if line > start), len(lines))
    while not lines[end - 1].strip() or lines[end - 1].lstrip().startswith(("#", "...")):
        end -= 1
    indent = " " * whole["environments"].lc.col
    if not lines[end - 1].endswith("\n"):
        lines[end - 1] += "\n"
    added = [f"{indent}{line}" for line in block.splitlines(keepends=True)]
    return "".join([*lines[:end], *added, *lines[end:]])
