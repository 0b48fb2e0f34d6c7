"""The values of an environment, as HCL: literal, looked up by a data source, or still missing."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from tfgen.hcl.write import Raw
from tfgen.names import label
from tfgen.project import REFERENCE, Environment
from tfgen.stack import Lookup, Network, Variable


@dataclass
class Collector:
    """Gathers the data sources and variables that the values need, each once."""

    lookups: dict[str, Lookup] = field(default_factory=dict)
    variables: dict[str, Variable] = field(default_factory=dict)

    def one(self, key: str, name: str, value: str | None) -> str | Raw:
        """A single value; `key` is where it stands in `tfgen.yaml`, `name` its variable's name."""
        if not value:
            return self._missing(key, name, Raw("string"))
        return self._reference(value) or value

    def optional(self, value: str | None) -> str | Raw | None:
        """A value that an environment may do without."""
        return self._reference(value) or value if value else None

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
        name = label(source.strip("/_"))
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


def resolve(
    name: str,
    environment: Environment,
    listeners: Iterable[str] = (),
    topics: Iterable[str] = (),
    without: Collection[str] = (),
) -> Resolved:
    """The values of the environment `name` for a service behind `listeners`.

    `topics` are the service's own, for its alarms.
    `without` names fields of the Network that the service has no use for (`connection_arn`,
    `test_listener_arns`, `artifact_bucket`, `template_bucket`, `kms_key_arn`): nothing is looked up
    for them, and they are empty.
    """
    collect = Collector()
    at = f"environments.{name}"
    network = environment.network
    behind = {key: environment.listeners[key] for key in dict.fromkeys(listeners)}
    shared = {
        key: None if key in without else collect.optional(getattr(environment, key))
        for key in ("artifact_bucket", "template_bucket", "kms_key_arn")
    }
    values = Network(
        cluster=collect.one(f"{at}.cluster", "cluster_name", environment.cluster),
        vpc_id=collect.one(f"{at}.network.vpc_id", "vpc_id", network.vpc_id),
        subnet_ids=collect.many(f"{at}.network.subnet_ids", "subnet_ids", network.subnet_ids),
        # A service has a security group of its own; those of the environment come on top.
        security_group_ids=collect.many("", "", network.security_group_ids)
        if network.security_group_ids
        else (),
        connection_arn=""
        if "connection_arn" in without
        else collect.one(f"{at}.connection_arn", "connection_arn", environment.connection_arn),
        listener_arns={
            key: collect.one(
                f"{at}.listeners.{key}.arn", f"listener_arn_{label(key)}", listener.arn
            )
            for key, listener in behind.items()
        },
        topic_arns=collect.many("", "", found)
        if (found := [*environment.topic_arns, *topics])
        else (),
        permissions_boundary=collect.optional(environment.permissions_boundary),
        test_listener_arns={
            key: collect.one("", "", listener.test_arn)
            for key, listener in behind.items()
            if listener.test_arn and "test_listener_arns" not in without
        },
        **shared,
    )
    return Resolved(values, tuple(collect.lookups.values()), tuple(collect.variables.values()))
