"""What the stacks of all strategies have in common: a spec and its environment -> values."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from tfgen import containers, lookups, names
from tfgen.project import Environment, Project
from tfgen.services import Service
from tfgen.spec import Ingress, ServiceSpec
from tfgen.stack import Entrance, ListenerLookup, Stack, StackFile, TargetGroup

_PARTITIONS = {"cn-": "aws-cn", "us-gov-": "aws-us-gov"}


def build(
    project: Project, service: Service, environment: str, files: Iterable[StackFile]
) -> Stack:
    """The Stack of `service` in `environment`, made of `files`."""
    spec = service.environments[environment]
    settings = project.settings
    region = project.region(environment)
    values = {
        "catalog": settings.catalog,
        "environment": environment,
        "service": service.name,
        "name": names.stack_name(service.name, environment),
        "region": region,
        "partition": partition(region),
        "account_id": project.environment(environment).account_id,
        "terraform_version": settings.terraform.version,
        "backend": settings.backend,
        "tags": _tags(project, spec, environment),
        **_environment_values(environment, project.environment(environment), spec),
        **_spec_values(spec, environment, partition(region)),
    }
    return Stack(
        environment=environment,
        service=service.name,
        source=f"services/{service.file.path.name}",
        files=tuple(files),
        values=values,
    )


def partition(region: str) -> str:
    """The AWS partition of a region, the second part of its ARNs."""
    return next((name for prefix, name in _PARTITIONS.items() if region.startswith(prefix)), "aws")


def _tags(project: Project, spec: ServiceSpec, environment: str) -> dict[str, str]:
    owner = spec.owner or project.settings.defaults.owner
    own = {"project": project.settings.project, "environment": environment, "service": spec.name}
    return {**project.settings.tags, **own, **({"owner": owner} if owner else {})}


def _environment_values(name: str, environment: Environment, spec: ServiceSpec) -> dict[str, Any]:
    resolved = lookups.resolve(name, environment, [one.listener for one in spec.ingress])
    return {
        "network": resolved.network,
        "permissions_boundary": resolved.network.permissions_boundary,
        "assign_public_ip": environment.network.assign_public_ip,
        "lookups": resolved.lookups,
        "variables": resolved.variables,
    }


def _spec_values(spec: ServiceSpec, environment: str, aws: str) -> dict[str, Any]:
    targets = tuple(_target(spec, environment, i) for i in range(len(spec.ingress)))
    listeners = dict.fromkeys(target.listener for target in targets)
    entrances = dict.fromkeys((target.container, target.port) for target in targets)
    alarms = spec.alarms
    return {
        "source": spec.source,
        "build": spec.build,
        "built": spec.built,
        "cpu": spec.cpu,
        "memory": spec.memory,
        "architecture": spec.architecture,
        "ephemeral_storage": spec.ephemeral_storage,
        "containers": containers.blocks(spec, aws),
        "secret_arns": containers.secret_arns(spec, aws),
        "repository_arns": containers.repository_arns(spec, aws),
        "kms_key_arns": spec.kms_key_arns,
        "permissions": spec.permissions,
        "execute_command": spec.execute_command,
        "log_retention_days": spec.log_retention_days,
        "bootstrap_image": spec.deployment.bootstrap_image,
        "deployment": spec.deployment,
        "capacity_providers": spec.capacity_providers,
        "targets": targets,
        "entrances": tuple(_entrance(targets, *key) for key in entrances),
        "listeners": tuple(ListenerLookup(name, names.label(name)) for name in listeners),
        "scaling": spec.scaling,
        "scales": spec.scaling.max > spec.scaling.min,
        "alarms": alarms,
        "has_alarms": any((alarms.cpu, alarms.memory, alarms.http_5xx, alarms.running_tasks)),
    }


def _entrance(targets: Iterable[TargetGroup], container: str, port: int) -> Entrance:
    leading = dict.fromkeys(one.listener for one in targets if one.container == container)
    return Entrance(names.label(container), container, port, tuple(leading))


def _target(spec: ServiceSpec, environment: str, index: int) -> TargetGroup:
    ingress: Ingress = spec.ingress[index]
    port = spec.containers[ingress.container].port
    if port is None:
        raise ValueError(f"unchecked ingress of container {ingress.container!r}")
    # Its name says which listener only where the port alone does not tell: names are short.
    shared = [one.container for one in spec.ingress].count(ingress.container) > 1
    listener = ingress.listener if shared else ""
    return TargetGroup(
        label=names.label(f"{ingress.listener}_{ingress.container}"),
        name=names.target_group_name(spec.name, environment, port, listener),
        listener=ingress.listener,
        container=ingress.container,
        port=port,
        priority=ingress.priority,
        hosts=ingress.hosts,
        paths=ingress.paths,
        deregistration_delay=ingress.deregistration_delay,
        health_check=ingress.health_check.model_dump(),
    )
