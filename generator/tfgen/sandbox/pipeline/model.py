"""A pipeline as the API describes it, and what its actions are given and give back.

Shapes: https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_PipelineDeclaration.html
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tfgen.errors import FailedError
from tfgen.sandbox.lifecycle import Sandbox


class ActionError(FailedError):
    """An action of a pipeline failed: AWS's reason, and what to do."""


@dataclass(frozen=True)
class Action:
    """One action of a stage; `role` is the provider, such as `ECS`."""

    name: str
    provider: str
    configuration: Mapping[str, str]
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    order: int


@dataclass(frozen=True)
class Rule:
    """A rule of a stage's condition: shell commands, here."""

    name: str
    provider: str
    commands: tuple[str, ...]


@dataclass(frozen=True)
class Stage:
    """Actions, and the rules that follow when they have all succeeded or one has failed."""

    name: str
    actions: tuple[Action, ...]
    on_success: tuple[Rule, ...]
    on_failure: tuple[Rule, ...]


@dataclass(frozen=True)
class Run:
    """One execution: where it happens, the application's source, and a folder to work in."""

    sandbox: Sandbox
    pipeline: str
    bucket: str
    source: Path
    folder: Path
    number: int


# (the run, the action, its unpacked input artifacts) -> the folders that become its outputs.
Handler = Callable[[Run, Action, Mapping[str, Path]], Mapping[str, Path]]


def stages(description: Mapping[str, Any]) -> tuple[Stage, ...]:
    """The stages of `GetPipeline`'s answer."""
    return tuple(_stage(one) for one in description["stages"])


def _stage(data: Mapping[str, Any]) -> Stage:
    actions = sorted((_action(one) for one in data["actions"]), key=lambda action: action.order)
    return Stage(
        data["name"],
        tuple(actions),
        _rules(data.get("onSuccess")),
        _rules(data.get("onFailure")),
    )


def _action(data: Mapping[str, Any]) -> Action:
    return Action(
        name=data["name"],
        provider=data["actionTypeId"]["provider"],
        configuration=data.get("configuration", {}),
        inputs=tuple(one["name"] for one in data.get("inputArtifacts", ())),
        outputs=tuple(one["name"] for one in data.get("outputArtifacts", ())),
        order=data.get("runOrder", 1),
    )


def _rules(conditions: Mapping[str, Any] | None) -> tuple[Rule, ...]:
    return tuple(
        Rule(rule["name"], rule["ruleTypeId"]["provider"], tuple(rule.get("commands", ())))
        for condition in (conditions or {}).get("conditions", ())
        for rule in condition["rules"]
    )
