"""The stack of an environment's platform: cluster, load balancer, buckets, key, alarms."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from tfgen import lookups
from tfgen.environment_checks import PLATFORM, PLATFORM_OUTPUTS
from tfgen.errors import UsageError
from tfgen.project import FILE_NAME, Environment, Platform, Project
from tfgen.stack import Stack, StackFile

FILES = (
    StackFile("main.tf", "platform/main.tf.j2"),
    StackFile("platform.tf", "platform/platform.tf.j2"),
    StackFile("outputs.tf", "platform/outputs.tf.j2"),
)
# What the module does by itself need not be said to it.
_DEFAULTS = Platform()
_OPTIONAL = (
    "client_cidrs",
    "test_cidrs",
    "alarm_emails",
    "artifact_expiration_days",
    "deletion_protection",
)


def environments(
    project: Project, names: Sequence[str], environment: str | None
) -> tuple[str, ...]:
    """Those environments whose platforms are wanted: `names` has `_platform`, or is empty.

    Raises UsageError where a platform was named and there is none.
    """
    if names and PLATFORM not in names:
        return ()
    found = tuple(name for name in every(project) if environment in (None, name))
    if PLATFORM in names and not found:
        raise UsageError(
            f"environment {environment!r} has no platform"
            if environment
            else "no environment has a platform",
            hint=f"add the key `platform` to {FILE_NAME}, or make one: tfgen new-environment NAME",
        )
    return found


def every(project: Project) -> Iterator[str]:
    """The environments that have a platform."""
    return (name for name, one in project.settings.environments.items() if one.platform)


def stack(project: Project, environment: str) -> Stack:
    """The Stack of the platform of `environment`, which must have one."""
    settings = project.settings
    found = project.environment(environment)
    values = {
        "catalog": settings.catalog,
        "environment": environment,
        "service": PLATFORM,
        "name": environment,
        "region": project.region(environment),
        "account_id": found.account_id,
        "terraform_version": settings.terraform.version,
        "backend": settings.backend,
        "tags": _tags(project, environment),
        "outputs": PLATFORM_OUTPUTS,
        **_values(environment, found),
    }
    return Stack(environment, PLATFORM, FILE_NAME, FILES, values)


def _tags(project: Project, environment: str) -> dict[str, str]:
    settings = project.settings
    own = {"project": settings.project, "environment": environment, "service": "platform"}
    owner = {"owner": settings.defaults.owner} if settings.defaults.owner else {}
    return {**settings.tags, **own, **owner}


def _values(name: str, environment: Environment) -> dict[str, Any]:
    platform = environment.platform
    if platform is None:
        raise ValueError(f"environment {name!r} has no platform")
    collect = lookups.Collector()
    at = f"environments.{name}"
    values = {
        "vpc_id": collect.one(f"{at}.network.vpc_id", "vpc_id", environment.network.vpc_id),
        "public_subnet_ids": collect.many(
            f"{at}.platform.public_subnet_ids", "public_subnet_ids", platform.public_subnet_ids
        ),
        "certificate_arn": collect.one(
            f"{at}.platform.certificate_arn", "certificate_arn", platform.certificate_arn
        ),
        "access_log_bucket": collect.optional(platform.access_log_bucket),
        "arguments": {
            key: value
            for key in _OPTIONAL
            if (value := getattr(platform, key)) != getattr(_DEFAULTS, key)
        },
    }
    return {
        **values,
        "lookups": tuple(collect.lookups.values()),
        "variables": tuple(collect.variables.values()),
    }
