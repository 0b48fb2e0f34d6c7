"""The keys of the two files: known, passed over or refused by ecs-cli, refused by Fargate.

Compose, version 3: the schema of docker/cli for 3.0, which is the one that ecs-cli checks by, and
https://github.com/aws/amazon-ecs-cli/blob/mainline/ecs-cli/modules/cli/compose/logger/logger.go
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

# https://github.com/aws/amazon-ecs-cli/blob/mainline/ecs-cli/modules/cli/compose/project/project.go
# "1", "1.0" and "2.0" are let through there, and fail in libcompose, which takes `version` for a
# service unless it is 2: https://github.com/docker/libcompose/blob/master/config/merge.go
VERSIONS = {"": "1", "2": "2", "3": "3", "3.0": "3"}

_COMMON = frozenset(
    {
        *("cap_add", "cap_drop", "command", "devices", "dns", "dns_search", "entrypoint"),
        *("env_file", "environment", "extra_hosts", "hostname", "image", "labels", "links"),
        *("ports", "privileged", "read_only", "security_opt", "tty", "ulimits", "user"),
        *("volumes", "working_dir"),
    }
)
USED: Mapping[str, frozenset[str]] = {
    "1": _COMMON
    | {"cpu_shares", "extends", "log_driver", "log_opt", "mem_limit", "mem_reservation"}
    | {"shm_size", "volumes_from"},
    "2": _COMMON
    | {"cpu_shares", "extends", "logging", "mem_limit", "mem_reservation", "shm_size"}
    | {"stop_grace_period", "tmpfs", "volumes_from", "networks"},
    "3": _COMMON | {"healthcheck", "logging", "stop_grace_period", "tmpfs"},
}
_PASSED_OVER = frozenset(
    {
        *("build", "cgroup_parent", "container_name", "domainname", "expose", "external_links"),
        *("ipc", "mac_address", "pid", "restart", "stdin_open", "stop_signal"),
    }
)
PASSED_OVER: Mapping[str, frozenset[str]] = {
    "1": _PASSED_OVER
    | {"cpu_quota", "cpuset", "dockerfile", "memswap_limit", "mem_swappiness", "net"}
    | {"volume_driver"},
    "2": _PASSED_OVER
    | {"cpu_quota", "cpuset", "depends_on", "group_add", "memswap_limit", "mem_swappiness"}
    | {"network_mode", "oom_score_adj", "volume_driver"},
    "3": _PASSED_OVER
    | {"depends_on", "deploy", "network_mode", "networks", "shm_size", "sysctls", "userns_mode"},
}
# https://github.com/docker/cli/blob/master/cli/compose/types/types.go, ForbiddenProperties
FORBIDDEN = frozenset(
    {
        *("extends", "volume_driver", "volumes_from", "cpu_quota", "cpu_shares", "cpuset"),
        *("mem_limit", "memswap_limit"),
    }
)
TOP: Mapping[str, frozenset[str]] = {
    "2": frozenset({"version", "services", "networks", "volumes"}),
    "3": frozenset({"version", "services", "networks", "volumes"}),
}
HEALTH_CHECK = frozenset({"disable", "interval", "retries", "test", "timeout"})

# https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-tasks-services.html and, for
# the host name, API_ContainerDefinition.html
NOT_ON_FARGATE: Mapping[str, str] = {
    "devices": "Fargate has no devices of a host",
    "dns": "the tasks resolve names by the VPC",
    "dns_search": "the tasks resolve names by the VPC",
    "extra_hosts": "tasks of network mode awsvpc have no extra hosts",
    "hostname": "tasks of network mode awsvpc have no host name of their own",
    "links": "containers of one task reach each other at localhost",
    "privileged": "Fargate runs no privileged containers",
    "security_opt": "Fargate takes no security options",
    "shm_size": "Fargate has no shared memory to set",
    "tmpfs": "Fargate mounts no tmpfs",
}
LOG_DRIVERS = frozenset({"awslogs", "splunk", "awsfirelens"})
AWSLOGS = ("awslogs-group", "awslogs-region", "awslogs-stream-prefix")

_HEALTH: Mapping[str, Any] = dict.fromkeys(
    ("test", "command", "timeout", "interval", "retries", "start_period")
)
_SECRET: Mapping[str, Any] = dict.fromkeys(("value_from", "name"))
_DNS_NAMESPACE: Mapping[str, Any] = dict.fromkeys(("id", "name", "vpc", "description"))
_PLACEMENT: Mapping[str, Any] = dict.fromkeys(("expression", "type", "field"))
_CONTAINER: Mapping[str, Any] = {
    **dict.fromkeys(("essential", "init_process_enabled", "cpu_shares", "mem_limit")),
    **dict.fromkeys(("mem_reservation", "gpu")),
    "repository_credentials": {"credentials_parameter": None},
    "healthcheck": _HEALTH,
    "logging": {"secret_options": _SECRET},
    "firelens_configuration": {"type": None, "options": None},
    "secrets": _SECRET,
    "depends_on": dict.fromkeys(("container_name", "condition")),
}
# Every key of ecs-params.yml; `*` stands for any name, None for a value; lists are gone through.
PARAMS: Mapping[str, Any] = {
    "version": None,
    "task_definition": {
        **dict.fromkeys(("ecs_network_mode", "task_role_arn", "task_execution_role")),
        **dict.fromkeys(("pid_mode", "ipc_mode")),
        "services": {"*": _CONTAINER},
        "task_size": dict.fromkeys(("cpu_limit", "mem_limit")),
        "docker_volumes": dict.fromkeys(
            ("name", "scope", "autoprovision", "driver", "driver_opts", "labels")
        ),
        "efs_volumes": dict.fromkeys(
            (
                *("name", "filesystem_id", "root_directory", "transit_encryption"),
                *("transit_encryption_port", "access_point", "iam"),
            )
        ),
        "placement_constraints": _PLACEMENT,
    },
    "run_params": {
        "network_configuration": {
            "awsvpc_configuration": dict.fromkeys(
                ("subnets", "security_groups", "assign_public_ip")
            )
        },
        "task_placement": {"strategy": _PLACEMENT, "constraints": _PLACEMENT},
        "service_discovery": {
            **dict.fromkeys(("container_name", "container_port")),
            "private_dns_namespace": _DNS_NAMESPACE,
            "public_dns_namespace": _DNS_NAMESPACE,
            "service_discovery_service": {
                **dict.fromkeys(("name", "description")),
                "dns_config": dict.fromkeys(("type", "ttl")),
                "healthcheck_custom_config": {"failure_threshold": None},
            },
        },
    },
}
PARAMS_NOT_ON_FARGATE: Mapping[tuple[str, ...], str] = {
    ("task_definition", "docker_volumes"): "Fargate has no Docker volumes",
    ("task_definition", "ipc_mode"): "Fargate knows no ipc_mode",
    ("task_definition", "placement_constraints"): "Fargate places the tasks itself",
    ("run_params", "task_placement"): "Fargate places the tasks itself",
}
