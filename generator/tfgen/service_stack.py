"""What the stacks of all strategies have in common: a spec and its environment -> values."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from tfgen import containers, lookups, names, targets
from tfgen.hcl.write import Raw
from tfgen.project import Environment, Project
from tfgen.services import Service
from tfgen.spec import ServiceSpec
from tfgen.stack import ListenerLookup, Network, Stack, StackFile

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
    resolved = lookups.resolve(
        name,
        environment,
        [one.listener for one in spec.ingress],
        spec.alarms.topic_arns,
        _unused(spec),
    )
    return {
        "network": resolved.network,
        "permissions_boundary": resolved.network.permissions_boundary,
        "assign_public_ip": environment.network.assign_public_ip,
        "lookups": resolved.lookups,
        "variables": resolved.variables,
        **_stores(resolved.network),
    }


def _unused(spec: ServiceSpec) -> list[str]:
    """What a stack of this kind takes no notice of, and therefore does not look up."""
    unused = ["connection_arn"] if spec.build.where == "app-ci" else []
    return (
        unused
        if spec.strategy == "codedeploy"
        else [*unused, "test_listener_arns", "template_bucket"]
    )


def _stores(network: Network) -> dict[str, Any]:
    """Where artifacts and templates are kept: the environment's buckets, or the stack's own."""
    own_artifacts, own_templates = not network.artifact_bucket, not network.template_bucket
    return {
        "own_artifact_store": own_artifacts,
        "artifact_bucket": _bucket("artifact", own=own_artifacts),
        "artifact_bucket_arn": _bucket_arn("artifact", own=own_artifacts),
        "own_template_store": own_templates,
        "template_bucket": _bucket("template", own=own_templates),
        "template_bucket_arn": _bucket_arn("template", own=own_templates),
        "kms_key_arn": Raw("local.kms_key_arn") if network.kms_key_arn else None,
    }


def _bucket(kind: str, *, own: bool) -> Raw:
    return Raw(f"module.{kind}_store.bucket" if own else f"local.{kind}_bucket")


def _bucket_arn(kind: str, *, own: bool) -> Raw:
    found = (
        f"module.{kind}_store.arn"
        if own
        else f'"arn:${{local.partition}}:s3:::${{local.{kind}_bucket}}"'
    )
    return Raw(found)


def _spec_values(spec: ServiceSpec, environment: str, aws: str) -> dict[str, Any]:
    service_name = names.service_name(spec.name, environment, spec.slot)
    found = tuple(targets.target(spec, service_name, i) for i in range(len(spec.ingress)))
    listeners = dict.fromkeys(target.listener for target in found)
    alarms = spec.alarms
    connect = spec.service_connect
    return {
        "kind": spec.kind,
        "strategy": spec.strategy,
        "source": spec.source,
        "build": spec.build,
        "built": spec.built,
        "app_ci": spec.build.where == "app-ci",
        # What the deployment reads: what the build hands on, or what is added to a pushed image.
        "files_artifact": "deployment" if spec.build.where == "app-ci" else "image",
        # While a service moves from one strategy to another, nothing deploys by itself.
        "starts_by_itself": spec.migration is None and spec.strategy != "ecs-cli",
        "migration": spec.migration,
        "slot": spec.slot,
        "service_name": Raw(f'"${{local.name}}-{spec.slot}"' if spec.slot else "local.name"),
        "service_in_text": Raw(f"${{local.name}}-{spec.slot}" if spec.slot else "${local.name}"),
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
        "bootstrap_image": spec.bootstrap_image,
        "deployment": spec.deployment,
        "schedule": spec.schedule,
        "service_connect": connect,
        "service_connect_port": spec.containers[connect.container].port
        if connect and connect.container
        else None,
        "capacity_providers": spec.capacity_providers,
        "targets": found,
        "entrances": targets.entrances(found),
        "listeners": tuple(ListenerLookup(name, names.label(name)) for name in listeners),
        "scaling": spec.scaling,
        "scales": spec.scaling.max > spec.scaling.min,
        "alarms": alarms,
        "has_alarms": any((alarms.cpu, alarms.memory, alarms.http_5xx, alarms.running_tasks)),
    }
