"""What runs in AWS while a plan is made, as far as guards ask for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class RunningService:
    """A service: its revision's number, the image of each container, and what is under way."""

    cluster: str
    name: str
    family: str
    revision: int
    images: Mapping[str, str]
    deploying: str = ""

    @property
    def key(self) -> str:
        """Cluster and name: two clusters may each have a service of one name."""
        return f"{self.cluster} {self.name}"


@dataclass(frozen=True)
class Live:
    """The services of a stack that exist, by `key`; its pipelines, with what goes on in each."""

    services: Mapping[str, RunningService]
    pipelines: Mapping[str, str] = field(default_factory=dict)

    @property
    def under_way(self) -> tuple[str, ...]:
        """What goes on now, a text for each service and pipeline that is not quiet."""
        services = (
            f"service {one.name}: {one.deploying}"
            for one in self.services.values()
            if one.deploying
        )
        pipelines = (f"pipeline {name}: {what}" for name, what in self.pipelines.items() if what)
        return (*services, *pipelines)
