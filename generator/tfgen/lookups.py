"""The values of an environment, as HCL: literal, looked up by a data source, or still missing."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field

from tfgen.hcl.write import Raw
from tfgen.names import label
from tfgen.project import REFERENCE, Environment
from tfgen.stack import Lookup, Network, Variable


@dataclass
class _Collector:
    """Gathers the data sources and variables that the values need, each once."""

    lookups: dict[str, Lookup] = field(default_factory=dict)
    variables: dict[str, Variable] = field(default_factory=dict)

    def one(self, key: str, name: str, value: str | None) -> str | Raw:
        """A single value; `key` is where it stands in `tfgen.yaml`, `name` its variable's name."""
        if not value:
            return self._missing(key, name, Raw("string"))
        return self._reference(value) or value

    def many(self, key: str, name: str, values: Iterable[str]) -> tuple[str, ...] | Raw:
        """A list of values; a single reference stands for the whole list."""
        given = tuple(values)
        if not given:
            return self._missing(key, name, Raw("list(string)"))
        found = [self._reference(value, as_list=True) or _listed(value) for value in given]
        if not any(REFERENCE.match(value) for value in given):
            return given
        return Raw(found[0] if len(found) == 1 else f"concat({', '.join(found)})")

    def _missing(self, key: str, name: str, kind: Raw) -> Raw:
        description = f"Not filled in yet: {key} in tfgen.yaml."
        self.variables[name] = Variable(name, kind, description)
        return Raw(f"var.{name}")

    def _reference(self, value: str, *, as_list: bool = False) -> Raw | None:
        match = REFERENCE.match(value)
        if match is None:
            return None
        if match["path"]:
            name = self._label("ssm", match["path"])
            self.lookups[f"ssm {name}"] = Lookup("ssm", name, match["path"])
            found = f"data.aws_ssm_parameter.{name}.insecure_value"
            return Raw(f'split(",", {found})') if as_list else Raw(found)
        name = self._label("state", match["state"])
        self.lookups[f"state {name}"] = Lookup("remote_state", name, match["state"])
        found = f"data.terraform_remote_state.{name}.outputs.{match['output']}"
        return Raw(f"flatten([{found}])") if as_list else Raw(found)

    def _label(self, kind: str, source: str) -> str:
        """A label of its own: `/a-b` and `/a_b` would share one without the hash."""
        name = label(source.strip("/"))
        other = self.lookups.get(f"{kind} {name}")
        if other is None or other.source == source:
            return name
        return f"{name}_{hashlib.sha256(source.encode()).hexdigest()[:6]}"


def _listed(value: str) -> Raw:
    from tfgen.hcl.write import expression

    return Raw(expression([value]))


@dataclass(frozen=True)
class Resolved:
    """A network's values, with the data sources and variables that they refer to."""

    network: Network
    lookups: tuple[Lookup, ...]
    variables: tuple[Variable, ...]


def resolve(name: str, environment: Environment, listeners: Iterable[str]) -> Resolved:
    """The values of the environment `name` for a service behind `listeners`."""
    collect = _Collector()
    at = f"environments.{name}"
    network = environment.network
    boundary = environment.permissions_boundary
    values = Network(
        cluster=collect.one(f"{at}.cluster", "cluster_name", environment.cluster),
        vpc_id=collect.one(f"{at}.network.vpc_id", "vpc_id", network.vpc_id),
        subnet_ids=collect.many(f"{at}.network.subnet_ids", "subnet_ids", network.subnet_ids),
        # A service has a security group of its own; those of the environment come on top.
        security_group_ids=collect.many("", "", network.security_group_ids)
        if network.security_group_ids
        else (),
        connection_arn=collect.one(
            f"{at}.connection_arn", "connection_arn", environment.connection_arn
        ),
        listener_arns={
            key: collect.one(
                f"{at}.listeners.{key}.arn",
                f"listener_arn_{label(key)}",
                environment.listeners[key].arn,
            )
            for key in dict.fromkeys(listeners)
        },
        permissions_boundary=collect.one("", "", boundary) if boundary else None,
    )
    return Resolved(values, tuple(collect.lookups.values()), tuple(collect.variables.values()))
