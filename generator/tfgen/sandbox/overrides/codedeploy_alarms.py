"""The CloudWatch alarms that stop a deployment. No override in itself.

https://docs.aws.amazon.com/codedeploy/latest/userguide/monitoring-create-alarms.html
"""

from __future__ import annotations

from typing import Any

from moto.cloudwatch.models import CloudWatchBackend, cloudwatch_backends
from moto.codedeploy.models import CodeDeployBackend, DeploymentGroup


def active(backend: CodeDeployBackend, group: DeploymentGroup) -> list[str]:
    """The group's alarms that are in state ALARM, none where alarms are not switched on."""
    alarms = _watch(backend).alarms
    return [
        name for name in _names(group) if name in alarms and alarms[name].state_value == "ALARM"
    ]


def put(backend: CodeDeployBackend, group: DeploymentGroup, state: str) -> None:
    """Puts the group's alarms into `state`, "OK" or "ALARM"."""
    watch = _watch(backend)
    for name in _names(group):
        if name in watch.alarms:
            watch.set_alarm_state(name, "set by the sandbox", "{}", state)


def _names(group: DeploymentGroup) -> list[str]:
    # Declared as an object of moto's, but kept as the request has it.
    configuration: Any = group.alarm_configuration or {}
    listed = configuration.get("alarms", []) if configuration.get("enabled") else []
    return [one["name"] for one in listed]


def _watch(backend: CodeDeployBackend) -> CloudWatchBackend:
    found: CloudWatchBackend = cloudwatch_backends[backend.account_id][backend.region_name]
    return found
