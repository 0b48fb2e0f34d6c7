"""The shape of a container definition, as RegisterTaskDefinition takes it.

https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDefinition.html. botocore has
the same, but takes a tenth of a second to load it; a test compares the two.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from tfgen.evaluate.values import UNKNOWN

SHAPES: Mapping[str, str] = MappingProxyType(
    {
        "ContainerDefinition": (
            "name:string image:string repositoryCredentials:RepositoryCredentials cpu:integer"
            " memory:integer memoryReservation:integer links:[string] portMappings:[PortMapping]"
            " essential:boolean restartPolicy:ContainerRestartPolicy entryPoint:[string]"
            " command:[string] environment:[KeyValuePair] environmentFiles:[EnvironmentFile]"
            " mountPoints:[MountPoint] volumesFrom:[VolumeFrom] linuxParameters:LinuxParameters"
            " secrets:[Secret] dependsOn:[ContainerDependency] startTimeout:integer"
            " stopTimeout:integer versionConsistency:string hostname:string user:string"
            " workingDirectory:string disableNetworking:boolean privileged:boolean"
            " readonlyRootFilesystem:boolean dnsServers:[string] dnsSearchDomains:[string]"
            " extraHosts:[HostEntry] dockerSecurityOptions:[string] interactive:boolean"
            " pseudoTerminal:boolean dockerLabels:{string} ulimits:[Ulimit]"
            " logConfiguration:LogConfiguration healthCheck:HealthCheck"
            " systemControls:[SystemControl] resourceRequirements:[ResourceRequirement]"
            " firelensConfiguration:FirelensConfiguration credentialSpecs:[string]"
        ),
        "RepositoryCredentials": "credentialsParameter:string",
        "PortMapping": (
            "containerPort:integer hostPort:integer protocol:string name:string appProtocol:string"
            " containerPortRange:string"
        ),
        "ContainerRestartPolicy": (
            "enabled:boolean ignoredExitCodes:[integer] restartAttemptPeriod:integer"
        ),
        "KeyValuePair": "name:string value:string",
        "EnvironmentFile": "value:string type:string",
        "MountPoint": "sourceVolume:string containerPath:string readOnly:boolean",
        "VolumeFrom": "sourceContainer:string readOnly:boolean",
        "LinuxParameters": (
            "capabilities:KernelCapabilities devices:[Device] initProcessEnabled:boolean"
            " sharedMemorySize:integer tmpfs:[Tmpfs] maxSwap:integer swappiness:integer"
        ),
        "KernelCapabilities": "add:[string] drop:[string]",
        "Device": "hostPath:string containerPath:string permissions:[string]",
        "Tmpfs": "containerPath:string size:integer mountOptions:[string]",
        "Secret": "name:string valueFrom:string",
        "ContainerDependency": "containerName:string condition:string",
        "HostEntry": "hostname:string ipAddress:string",
        "Ulimit": "name:string softLimit:integer hardLimit:integer",
        "LogConfiguration": "logDriver:string options:{string} secretOptions:[Secret]",
        "HealthCheck": (
            "command:[string] interval:integer timeout:integer retries:integer startPeriod:integer"
        ),
        "SystemControl": "namespace:string value:string",
        "ResourceRequirement": "value:string type:string sharingStrategy:SharingStrategy",
        "SharingStrategy": "nvidiaMps:NvidiaMpsAllocation",
        "NvidiaMpsAllocation": "memory:integer maxComputePercent:integer",
        "FirelensConfiguration": "type:string options:{string}",
    }
)
"""Each structure and its members; `[x]` is a list of x, `{x}` a map of x."""
_WORDS = {"string": "a string", "integer": "a whole number", "boolean": "true or false"}
Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Misfit:
    """A part that does not fit. `wanted` says what belongs there; empty for a key that is unknown.

    `path` leads to the part: `("environment", 0, "value")`. `known` are the keys beside it.
    """

    path: Path
    wanted: str
    known: tuple[str, ...] = ()


@cache
def members(structure: str) -> Mapping[str, str]:
    """The members of a structure with their shapes."""
    return dict(each.split(":", 1) for each in SHAPES[structure].split())


@cache
def _lowered(structure: str) -> Mapping[str, str]:
    return {name.lower(): name for name in members(structure)}


def canonical(value: object, shape: str = "ContainerDefinition") -> object:
    """The value with its keys in the case of the API; Terraform takes them in any case."""
    if isinstance(value, list) and shape.startswith("["):
        return [canonical(each, shape[1:-1]) for each in value]
    if not isinstance(value, dict) or shape not in SHAPES:
        return value
    names, shapes = _lowered(shape), members(shape)
    found: dict[str, object] = {}
    for given, each in value.items():
        name = names.get(given.lower(), given)
        found[name] = canonical(each, shapes.get(name, ""))
    return found


def misfits(value: object, shape: str = "ContainerDefinition", path: Path = ()) -> Iterator[Misfit]:
    """What does not fit the shape in a canonical value. What is null or unknown fits."""
    if value is None or value is UNKNOWN:
        return
    if shape.startswith("["):
        yield from _in_list(value, shape[1:-1], path)
    elif shape.startswith("{"):
        yield from _in_map(value, shape[1:-1], path)
    elif shape in SHAPES:
        yield from _in_structure(value, shape, path)
    elif not _fits(value, shape):
        yield Misfit(path, _WORDS[shape])


def _in_list(value: object, shape: str, path: Path) -> Iterator[Misfit]:
    if not isinstance(value, list):
        yield Misfit(path, "a list")
        return
    for number, each in enumerate(value):
        yield from misfits(each, shape, (*path, number))


def _in_map(value: object, shape: str, path: Path) -> Iterator[Misfit]:
    if not isinstance(value, dict):
        yield Misfit(path, "a map")
        return
    for name, each in value.items():
        yield from misfits(each, shape, (*path, name))


def _in_structure(value: object, shape: str, path: Path) -> Iterator[Misfit]:
    if not isinstance(value, dict):
        yield Misfit(path, "an object")
        return
    known = members(shape)
    for name, each in value.items():
        if name in known:
            yield from misfits(each, known[name], (*path, name))
        else:
            yield Misfit((*path, name), "", tuple(known))


def _fits(value: object, shape: str) -> bool:
    if shape == "string":
        return isinstance(value, str)
    if shape == "boolean":
        return isinstance(value, bool)
    whole = isinstance(value, int) or (isinstance(value, float) and value.is_integer())
    return whole and not isinstance(value, bool)
