"""The shape of a container definition of ECS, by the names of the API in lower case.

https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDefinition.html. A shape is
"text", "bool" or "integer", `[shape]`, a dict of shapes by name, or `AnyKey(shape)` for a map.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True)
class AnyKey:
    """A map from any text to values of one shape."""

    of: Shape


Shape: TypeAlias = "str | list[Shape] | Mapping[str, Shape] | AnyKey"

_TEXTS: Shape = ["text"]
_OPTIONS = AnyKey("text")


def _pairs(*names: str) -> Shape:
    return [dict.fromkeys(names, "text")]


CONTAINER: Mapping[str, Shape] = {
    **dict.fromkeys(
        ("hostname", "image", "name", "user", "versionconsistency", "workingdirectory"), "text"
    ),
    **dict.fromkeys(
        ("cpu", "memory", "memoryreservation", "starttimeout", "stoptimeout"), "integer"
    ),
    **dict.fromkeys(
        (
            "disablenetworking",
            "essential",
            "interactive",
            "privileged",
            "pseudoterminal",
            "readonlyrootfilesystem",
        ),
        "bool",
    ),
    **dict.fromkeys(
        (
            "command",
            "credentialspecs",
            "dnssearchdomains",
            "dnsservers",
            "dockersecurityoptions",
            "entrypoint",
            "links",
        ),
        _TEXTS,
    ),
    "dependson": _pairs("condition", "containername"),
    "dockerlabels": _OPTIONS,
    "environment": _pairs("name", "value"),
    "environmentfiles": _pairs("type", "value"),
    "extrahosts": _pairs("hostname", "ipaddress"),
    "firelensconfiguration": {"options": _OPTIONS, "type": "text"},
    "healthcheck": {
        "command": _TEXTS,
        **dict.fromkeys(("interval", "retries", "startperiod", "timeout"), "integer"),
    },
    "linuxparameters": {
        "capabilities": {"add": _TEXTS, "drop": _TEXTS},
        "devices": [{"containerpath": "text", "hostpath": "text", "permissions": _TEXTS}],
        "initprocessenabled": "bool",
        **dict.fromkeys(("maxswap", "sharedmemorysize", "swappiness"), "integer"),
        "tmpfs": [{"containerpath": "text", "mountoptions": _TEXTS, "size": "integer"}],
    },
    "logconfiguration": {
        "logdriver": "text",
        "options": _OPTIONS,
        "secretoptions": _pairs("name", "valuefrom"),
    },
    "mountpoints": [{"containerpath": "text", "readonly": "bool", "sourcevolume": "text"}],
    "portmappings": [
        {
            **dict.fromkeys(("appprotocol", "containerportrange", "name", "protocol"), "text"),
            **dict.fromkeys(("containerport", "hostport"), "integer"),
        }
    ],
    "repositorycredentials": {"credentialsparameter": "text"},
    "resourcerequirements": _pairs("type", "value"),
    "restartpolicy": {
        "enabled": "bool",
        "ignoredexitcodes": ["integer"],
        "restartattemptperiod": "integer",
    },
    "secrets": _pairs("name", "valuefrom"),
    "systemcontrols": _pairs("namespace", "value"),
    "ulimits": [{"hardlimit": "integer", "name": "text", "softlimit": "integer"}],
    "volumesfrom": [{"readonly": "bool", "sourcecontainer": "text"}],
}
