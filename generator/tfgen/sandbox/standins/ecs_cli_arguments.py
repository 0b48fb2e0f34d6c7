"""The command line of ecs-cli 1.21, as far as `compose service up|scale|rm` goes.

https://github.com/aws/amazon-ecs-cli/tree/mainline/ecs-cli/modules/commands
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Sequence
from typing import Any, NoReturn

# Flags that ecs-cli has and the sandbox does not carry out, with and without a value.
_UNPLAYED = {
    "compose": ("--task-role-arn", "--registry-creds"),
    "up": (
        *("--target-group-arn", "--container-name", "--container-port", "--load-balancer-name"),
        *("--role", "--tags", "--scheduling-strategy", "--vpc", "--private-dns-namespace"),
        *("--private-dns-namespace-id", "--public-dns-namespace", "--public-dns-namespace-id"),
        *("--dns-type", "--dns-ttl", "--sd-container-name", "--sd-container-port"),
        "--healthcheck-custom-config-failure-threshold",
    ),
}
_UNPLAYED_SWITCHES = {
    "up": (
        *("--enable-service-discovery", "--update-service-discovery", "--create-log-groups"),
        "--disable-ecs-managed-tags",
    ),
    "rm": ("--delete-namespace",),
}
_REMOVE = ("rm", "delete", "down")
_DEFAULT_TIMEOUT = 5.0


class _Parser(argparse.ArgumentParser):
    """Ends with 1 on wrong usage, as ecs-cli does; keeps only what is given.

    So the innermost of several places of one flag wins.
    """

    def __init__(self, **settings: Any) -> None:
        super().__init__(
            **{"argument_default": argparse.SUPPRESS, "allow_abbrev": False, **settings}
        )

    def error(self, message: str) -> NoReturn:
        print(f"Incorrect Usage: {message}", file=sys.stderr)
        raise SystemExit(1)


class _Unplayed(argparse.Action):
    """Says that the sandbox does not do this."""

    def __call__(self, parser: argparse.ArgumentParser, *given: Any) -> NoReturn:
        parser.error(f"the sandbox's ecs-cli does not carry out {given[-1]}")


def parse(arguments: Sequence[str]) -> argparse.Namespace:
    """What a command line asks for; `command` is up, scale or rm. Ends the program if wrong."""
    parser = _Parser(prog="ecs-cli")
    compose = _level(parser, "compose")
    compose.add_argument("--file", "-f", action="append", required=True)
    compose.add_argument("--project-name", "-p", required=True)
    compose.add_argument("--ecs-params", default="ecs-params.yml")
    compose.add_argument("--verbose", "--debug", action="store_true")
    _add_unplayed(compose, "compose")
    _add_configuration(compose)
    service = _level(compose, "service")
    _add_configuration(service)
    commands = service.add_subparsers(dest="command", required=True)
    up = _command(commands, "up")
    up.add_argument("--launch-type", choices=("FARGATE", "EC2"))
    up.add_argument("--target-groups", action="append")
    up.add_argument("--health-check-grace-period", type=int)
    up.add_argument("--force-deployment", action="store_true")
    scale = _command(commands, "scale")
    scale.add_argument("count", type=int)
    for one in (up, scale):
        one.add_argument("--deployment-max-percent", type=int)
        one.add_argument("--deployment-min-healthy-percent", type=int)
    for name in _REMOVE:
        _command(commands, name)
    given = parser.parse_args(arguments, argparse.Namespace(timeout=_DEFAULT_TIMEOUT))
    given.command = "rm" if given.command in _REMOVE else given.command
    return given


def _level(parser: argparse.ArgumentParser, name: str) -> argparse.ArgumentParser:
    found: argparse.ArgumentParser = parser.add_subparsers(required=True).add_parser(name)
    return found


def _command(commands: Any, name: str) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = commands.add_parser(name)
    parser.add_argument("--timeout", type=float)
    _add_configuration(parser)
    _add_unplayed(parser, "rm" if name in _REMOVE else name)
    return parser


def _add_configuration(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--region", "-r")
    parser.add_argument("--cluster", "-c")
    for flag in ("--ecs-profile", "--aws-profile", "--cluster-config"):
        parser.add_argument(flag, action=_Unplayed)


def _add_unplayed(parser: argparse.ArgumentParser, command: str) -> None:
    flags: Iterable[str] = _UNPLAYED.get(command, ())
    for flag in flags:
        parser.add_argument(flag, action=_Unplayed)
    for flag in _UNPLAYED_SWITCHES.get(command, ()):
        parser.add_argument(flag, action=_Unplayed, nargs=0)
