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

Watch = Callable[[str], None]
"""Is told the id of a CodeDeploy deployment while the old tasks wait for their end."""


class ActionError(FailedError):
    """An action of a pipeline failed: AWS's reason, and what to do."""


@dataclass(frozen=True)
class Action:
    """One action of a stage; `provider` is such as `ECS`, `category` such as `Deploy`."""

    name: str
    stage: str
    category: str
    provider: str
    configuration: Mapping[str, str]
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    order: int

    def setting(self, key: str) -> str:
        """A key of the configuration that must be there; ActionError where it is not."""
        value = self.configuration.get(key)
        if not value:
            raise ActionError(
                f"Action configuration is missing '{key}' configuration.",
                hint=f"add {key} to the configuration of action {self.name}",
            )
        return value


@dataclass(frozen=True)
class Rule:
    """A rule of a stage's condition: shell commands, here, and the artifacts they read."""

    name: str
    provider: str
    commands: tuple[str, ...]
    inputs: tuple[str, ...]


@dataclass(frozen=True)
class Stage:
    """Actions, and the rules that follow when they have all succeeded or one has failed."""

    name: str
    actions: tuple[Action, ...]
    on_success: tuple[Rule, ...]
    on_failure: tuple[Rule, ...]


@dataclass(frozen=True)
class Run:
    """One execution: where it happens, the application's source, and a folder to work in.

    `watch` looks on while a blue/green deployment waits; `rejection`, where it is not empty, is
    what the people say who reject a manual approval.
    """

    sandbox: Sandbox
    pipeline: str
    bucket: str
    source: Path
    folder: Path
    number: int
    watch: Watch | None = None
    rejection: str = ""

    def place(self, action: Action) -> Path:
        """The action's own folder, made where it is missing."""
        folder = self.folder / "actions" / action.stage / action.name
        folder.mkdir(parents=True, exist_ok=True)
        return folder


# (the run, the action, its unpacked input artifacts) -> what becomes its outputs: a folder, which
# is stored as a zip file, or a file, which is stored as it is.
Handler = Callable[[Run, Action, Mapping[str, Path]], Mapping[str, Path]]


def stages(description: Mapping[str, Any]) -> tuple[Stage, ...]:
    """The stages of `GetPipeline`'s answer."""
    return tuple(_stage(one) for one in description["stages"])


def _stage(data: Mapping[str, Any]) -> Stage:
    actions = sorted(
        (_action(one, data["name"]) for one in data["actions"]), key=lambda action: action.order
    )
    return Stage(
        data["name"],
        tuple(actions),
        _rules(data.get("onSuccess")),
        _rules(data.get("onFailure")),
    )


def _action(data: Mapping[str, Any], stage: str) -> Action:
    return Action(
        name=data["name"],
        stage=stage,
        category=data["actionTypeId"]["category"],
        provider=data["actionTypeId"]["provider"],
        configuration=data.get("configuration", {}),
        inputs=tuple(one["name"] for one in data.get("inputArtifacts", ())),
        outputs=tuple(one["name"] for one in data.get("outputArtifacts", ())),
        order=data.get("runOrder", 1),
    )


def _rules(conditions: Mapping[str, Any] | None) -> tuple[Rule, ...]:
    return tuple(
        Rule(
            name=rule["name"],
            provider=rule["ruleTypeId"]["provider"],
            commands=tuple(rule.get("commands", ())),
            inputs=tuple(one["name"] for one in rule.get("inputArtifacts", ())),
        )
        for condition in (conditions or {}).get("conditions", ())
        for rule in condition["rules"]
    )
