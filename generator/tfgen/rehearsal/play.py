"""The steps of a rehearsal, in order, and what became of each."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from tfgen.errors import FailedError, TfgenError
from tfgen.rehearsal import blue_green, compose_up, job, moving, rolling
from tfgen.rehearsal.script import Script
from tfgen.rehearsal.stage import Stage
from tfgen.spec import ServiceSpec


@dataclass(frozen=True)
class Step:
    """One step: what it is called, whether it went well, how long it took, what was seen."""

    name: str
    ok: bool
    seconds: float
    detail: str


# By strategy; jobs have a script of their own.
SCRIPTS: Mapping[str, Script] = {
    "codepipeline": rolling.SCRIPT,
    "codedeploy": blue_green.SCRIPT,
    "ecs-cli": compose_up.SCRIPT,
    "job": job.SCRIPT,
}


def script(spec: ServiceSpec, targets: Sequence[str] = ()) -> Script:
    """The script that a service lives by, or by which it moves to each of the strategies `targets`.

    Raises UsageError where there is no such way.
    """
    if targets:
        return moving.script(spec, targets)
    return SCRIPTS["job" if spec.kind == "job" else spec.strategy]


def play(stage: Stage, wanted: Script, started: Callable[[str], None]) -> Iterator[Step]:
    """Plays a script, up to the first step that fails.

    `started` is told the name of each step as it begins.
    """
    for name, act in wanted:
        started(name)
        begun = time.monotonic()
        try:
            detail, ok = act(stage), True
        except TfgenError as error:
            if error.exit_code != FailedError.exit_code:
                raise  # an interruption, a missing Terraform: nothing that the service did
            detail = f"{error.message}\n{error.hint}".strip()
            ok = False
        yield Step(name, ok, round(time.monotonic() - begun, 2), detail)
        if not ok:
            return


def as_json(service: str, environment: str, strategy: str, steps: Sequence[Step]) -> dict[str, Any]:
    """The report for programs."""
    return {
        "version": 1,
        "service": service,
        "env": environment,
        "strategy": strategy,
        "ok": all(step.ok for step in steps),
        "steps": [asdict(step) for step in steps],
    }
