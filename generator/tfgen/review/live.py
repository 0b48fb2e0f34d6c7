"""What runs in AWS while a plan is made, as far as guards ask for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class RunningService:
    """A service: its revision's number, the image of each container, and what is under way."""

    cluster: str
    name: str
    family: str
    revision: int
    images: Mapping[str, str]
    deploying: str = ""


@dataclass(frozen=True)
class Live:
    """The services of a stack that exist, by name."""

    services: Mapping[str, RunningService]
