"""The steps of a rehearsal, in order, and what became of each."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from tfgen.errors import FailedError, TfgenError
from tfgen.rehearsal import acts
from tfgen.rehearsal.stage import Stage


@dataclass(frozen=True)
class Step:
    """One step: what it is called, whether it went well, how long it took, what was seen."""

    name: str
    ok: bool
    seconds: float
    detail: str


Script = Sequence[tuple[str, acts.Act]]

CODEPIPELINE: Script = (
    ("apply", acts.apply),
    ("plan after apply", acts.empty_plan),
    ("deploy by the pipeline", acts.deploy),
    ("plan after deploy", acts.empty_plan),
    ("change memory and environment", acts.change),
    ("plan after change", acts.empty_plan),
    ("deploy that fails", acts.failing_deploy),
    ("roll back by hand", acts.roll_back),
    ("destroy", acts.destroy),
)

SCRIPTS: Mapping[str, Script] = {
    "codepipeline": CODEPIPELINE,
}


def play(stage: Stage, started: Callable[[str], None]) -> Iterator[Step]:
    """Plays the script of the service's strategy, up to the first step that fails.

    `started` is told the name of each step as it begins.
    """
    for name, act in SCRIPTS[stage.spec.strategy]:
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
