"""How ecs-cli puts environment variables into its two files, and what must not stand there.

docker-compose.yml is interpolated after it was parsed, value by value, so that a variable may hold
any text. ecs-params.yml is expanded as text before it is parsed (Go's os.ExpandEnv): a list may
come out of one variable, and there is neither a default nor a way to write a plain `$`.
https://github.com/aws/amazon-ecs-cli/blob/mainline/ecs-cli/modules/utils/compose/ecs_params_reader.go
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*\Z")
_BODY = r"[A-Za-z_][A-Za-z0-9_]*"
_OPERATOR = r"(?::?[-?][^}]*)?"
# https://github.com/docker/cli/blob/master/cli/compose/template/template.go: without braces, too,
# a `-` begins a default.
_COMPOSE_3 = re.compile(
    rf"\$(?:(?P<escaped>\$)|(?P<named>{_BODY}{_OPERATOR})|\{{(?P<braced>{_BODY}{_OPERATOR})\}}|)"
)
# https://github.com/docker/libcompose/blob/master/config/interpolation.go: only defaults, in braces
_COMPOSE_2 = re.compile(
    rf"\$(?:(?P<escaped>\$)|(?P<named>{_BODY})|\{{(?P<braced>{_BODY}(?::?-[^}}]*)?)\}}|)"
)
_PARAMS = re.compile(r"\$(?:\{(?P<braced>[^}]*)\}|(?P<special>[*#$@!?0-9-])|(?P<named>\w+))")
_PARTS = re.compile(rf"(?P<name>{_BODY})(?:(?P<operator>:?[-?])(?P<word>.*))?", re.DOTALL)
_COMMENT = re.compile(r"(?:^|\s)#.*")

# What belongs to one account and reaches the files as a variable instead.
_LITERALS = (
    ("ARN", re.compile(r"\barn:[\w-]+:[\w-]+:[^\s\"',\]]*")),
    ("account id", re.compile(r"(?<![\w.])\d{12}(?![\w])")),
    ("subnet", re.compile(r"\bsubnet-[0-9a-f]{8,17}\b")),
    ("security group", re.compile(r"\bsg-[0-9a-f]{8,17}\b")),
    ("VPC", re.compile(r"\bvpc-[0-9a-f]{8,17}\b")),
)


@dataclass(frozen=True)
class Flaw:
    """What is wrong with a piece of text, and what to write instead."""

    message: str
    hint: str


def literals(text: str) -> Iterator[tuple[int, Flaw]]:
    """Every hard-coded identifier of AWS, with its line (from 1); comments do not count."""
    for number, line in enumerate(text.splitlines(), 1):
        rest = _COMMENT.sub("", line)
        for what, pattern in _LITERALS:
            for found in pattern.findall(rest):
                yield (
                    number,
                    Flaw(
                        f"holds the {what} {found}, which belongs to one account only",
                        "write the variable that Terraform sets for it, such as ${TASK_ROLE_ARN}",
                    ),
                )
            rest = pattern.sub("", rest)


def compose_value(
    text: str, environment: Mapping[str, str], *, version: str
) -> tuple[str, list[Flaw]]:
    """A value of docker-compose.yml with its variables put in, and what is wrong with them."""
    flaws: list[Flaw] = []

    def put_in(match: re.Match[str]) -> str:
        if match["escaped"]:
            return "$"
        parts = _PARTS.fullmatch(match["named"] or match["braced"] or "")
        if parts is None:
            flaws.append(
                Flaw(f"{text!r} has a `$` that begins no variable", "write $$ for a plain `$`")
            )
            return ""
        name, operator, word = parts["name"], parts["operator"] or "", parts["word"] or ""
        value = environment.get(name)
        given = value is not None and not (operator.startswith(":") and not value)
        if given:
            return str(value)
        if operator.endswith("-"):
            return word
        flaws.append(_unset(name, environment))
        return ""

    pattern = _COMPOSE_3 if version == "3" else _COMPOSE_2
    return pattern.sub(put_in, text), flaws


def params_text(text: str, environment: Mapping[str, str]) -> tuple[str, list[tuple[int, Flaw]]]:
    """ecs-params.yml with its variables put in, and what is wrong with them, by line (from 1)."""
    flaws: list[tuple[int, Flaw]] = []
    lines = []
    for number, line in enumerate(text.splitlines(), 1):
        found = _params_flaws(_COMMENT.sub("", line), environment)
        flaws += [(number, flaw) for flaw in found]
        lines.append(_PARAMS.sub(lambda match: environment.get(_name(match), ""), line))
    return "\n".join([*lines, ""]), flaws


def _params_flaws(line: str, environment: Mapping[str, str]) -> Iterator[Flaw]:
    for match in _PARAMS.finditer(line):
        name = _name(match)
        if match["special"]:
            yield Flaw(
                f"ecs-cli replaces `{match[0]}` by nothing: this file knows no plain `$`",
                "put what needs a `$` into docker-compose.yml, where $$ is one",
            )
        elif not NAME.match(name):
            yield Flaw(
                f"ecs-cli replaces `{match[0]}` by nothing: this file knows no defaults",
                "write ${NAME} with the name of a variable only",
            )
        elif name not in environment:
            yield _unset(name, environment)


def _name(match: re.Match[str]) -> str:
    return match["braced"] or match["named"] or ""


def _unset(name: str, environment: Mapping[str, str]) -> Flaw:
    near = difflib.get_close_matches(name, list(environment), n=1, cutoff=0.6)
    hint = (
        f"did you mean ${{{near[0]}}}?"
        if near
        else "a variable KEY of container web in the spec reaches this file as ${WEB__KEY}"
    )
    return Flaw(f"nothing sets the variable {name}, so ecs-cli would put in nothing", hint)
