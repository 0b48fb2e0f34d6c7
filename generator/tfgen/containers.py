"""The containers of a spec -> what ECS calls them.

Shapes: https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDefinition.html
"""

from __future__ import annotations

import re

from tfgen.container_spec import SECRET, Container, HealthCheck
from tfgen.hcl.write import Raw, quote
from tfgen.spec import ServiceSpec
from tfgen.stack import ContainerBlock

# https://docs.aws.amazon.com/AmazonECR/latest/userguide/Registries.html
_ECR_IMAGE = re.compile(r"^(\d{12})\.dkr\.ecr\.([\w-]+)\.amazonaws\.com(?:\.cn)?/([^:@]+)")


def blocks(spec: ServiceSpec, partition: str) -> tuple[ContainerBlock, ...]:
    """Every container of the task, in the order of the spec."""
    offered = spec.service_connect.container if spec.service_connect else None
    return tuple(
        _block(name, one, partition, offered=name == offered)
        for name, one in spec.containers.items()
    )


def secret_arns(spec: ServiceSpec, partition: str) -> tuple[Raw, ...]:
    """The ARN of each parameter and secret that the task reads, each once, as IAM wants it."""
    references = {ref for one in spec.containers.values() for ref in one.secrets.values()}
    arns = {_arn(reference, partition, suffix="-??????") for reference in references}
    return tuple(Raw(arn) for arn in sorted(arns))


def repository_arns(spec: ServiceSpec, partition: str) -> tuple[str, ...]:
    """The ARNs of the private ECR repositories that the task pulls from, but for its own."""
    images = [one.image for one in spec.containers.values() if one.image]
    found = [_ECR_IMAGE.match(image) for image in [*images, spec.bootstrap_image]]
    arns = {f"arn:{partition}:ecr:{m[2]}:{m[1]}:repository/{m[3]}" for m in found if m}
    return tuple(sorted(arns))


def _block(name: str, container: Container, partition: str, *, offered: bool) -> ContainerBlock:
    return ContainerBlock(
        name=name,
        image=container.image,
        essential=container.essential,
        port=container.port,
        # Service Connect finds a port by its name.
        port_name=name if offered else None,
        settings=_settings(container),
        environment=tuple(sorted(container.environment.items())),
        secrets=tuple(
            (variable, Raw(_value_from(reference, partition)))
            for variable, reference in sorted(container.secrets.items())
        ),
        depends_on=tuple(sorted(container.depends_on.items())),
    )


def _settings(container: Container) -> dict[str, object]:
    settings = {
        "cpu": container.cpu,
        "memory": container.memory,
        "memoryReservation": container.memory_reservation,
        "entryPoint": container.entry_point,
        "command": container.command,
        "workingDirectory": container.working_directory,
        "user": container.user,
        "readonlyRootFilesystem": container.read_only_root,
        "stopTimeout": container.stop_timeout,
        "healthCheck": _health_check(container.health_check),
    }
    return {key: value for key, value in settings.items() if value}


def _health_check(check: HealthCheck | None) -> dict[str, object] | None:
    if check is None:
        return None
    return {
        "command": check.command,
        "interval": check.interval,
        "timeout": check.timeout,
        "retries": check.retries,
        "startPeriod": check.start_period,
    }


def _value_from(reference: str, partition: str) -> str:
    """What ECS reads: an ARN, for one key of a JSON secret followed by `:key::`.

    https://docs.aws.amazon.com/AmazonECS/latest/developerguide/secrets-envvar-secrets-manager.html
    """
    match = SECRET.match(reference)
    key = match and (match["key"] or match["arn_key"])
    arn = _arn(reference, partition)
    return f'{arn[:-1]}:{key}::"' if key else arn


def _arn(reference: str, partition: str, suffix: str = "") -> str:
    """The ARN of a secret reference, as a quoted HCL string.

    Secrets Manager ends its ARNs in six random characters; `suffix` stands for them where the
    reference gives only the name, as IAM policies need it:
    https://docs.aws.amazon.com/secretsmanager/latest/userguide/auth-and-access_iam-policies.html
    """
    match = SECRET.match(reference)
    if match is None:
        raise ValueError(f"unchecked secret reference {reference!r}")
    if complete := match["parameter_arn"] or match["secret_arn"]:
        return quote(complete)
    service, resource = (
        ("ssm", f"parameter{match['parameter']}")
        if match["parameter"]
        else ("secretsmanager", f"secret:{match['secret']}{suffix}")
    )
    place = f"arn:{partition}:{service}:${{local.region}}:${{local.account_id}}"
    return f'"{place}:{resource}"'
