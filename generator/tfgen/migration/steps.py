"""The states of a migration, and which one follows which.

A way back is the same migration the other way round: with the requests at the former service,
`step 1` from A to B and `step 2` from B to A are one and the same, and so nothing but `step 3` from
B to A is needed to take the second service away again.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from tfgen.errors import UsageError
from tfgen.spec import ServiceSpec

# A second service beside the first; a service that Terraform takes over, or lets go of.
Kind = Literal["beside", "import", "release"]

KINDS: dict[tuple[str, str], Kind] = {
    ("codepipeline", "codedeploy"): "beside",
    ("codedeploy", "codepipeline"): "beside",
    ("ecs-cli", "codepipeline"): "import",
    ("codepipeline", "ecs-cli"): "release",
}
BESIDE, SHIFT, REMOVE = 1, 2, 3
# The steps of each kind. Releasing is the way back from an import, and has only the last.
STEPS: dict[Kind, tuple[int, ...]] = {
    "beside": (BESIDE, SHIFT, REMOVE),
    "import": (BESIDE,),
    "release": (REMOVE,),
}


@dataclass(frozen=True)
class State:
    """Where a service stands: its strategy and slot; while it moves, from where and which step."""

    strategy: str
    slot: str
    source: str = ""
    step: int = 0

    @property
    def kind(self) -> Kind | None:
        """How it moves; None where it stands still, or moves in a way that there is not."""
        return KINDS.get((self.source, self.strategy))

    @property
    def last(self) -> bool:
        """Whether the end of the migration is next."""
        return self.kind is not None and self.step == STEPS[self.kind][-1]


def state(spec: ServiceSpec) -> State:
    """Where the service of `spec` stands."""
    if spec.migration is None:
        return State(spec.strategy, spec.slot)
    return State(spec.strategy, spec.slot, spec.migration.source, spec.migration.step)


def other(slot: str) -> str:
    """The slot beside this one."""
    return "" if slot else "b"


def begin(name: str, now: State, target: str, here: str = "") -> State:
    """The first step of a migration of service `name` to strategy `target`; UsageError if none.

    `here` stands in the hints after the name, such as ` --env stg`; so it does below.
    """
    if now.source:
        raise UsageError(
            f"{name} is on its way from {now.source} to {now.strategy}, at step {now.step}",
            hint=f"go on: tfgen migrate {name}{here} --next, "
            f"or back: tfgen migrate {name}{here} --back",
        )
    if target == now.strategy:
        raise UsageError(f"{name} deploys by {target} already", hint=f"tfgen plan {name}{here}")
    kind = KINDS.get((now.strategy, target))
    if kind is None or kind == "release":
        raise _no_way(name, now.strategy, target, here)
    slot = other(now.slot) if kind == "beside" else now.slot
    return State(target, slot, now.strategy, 1)


def forward(name: str, now: State, here: str = "") -> State:
    """The state after `now`; UsageError where no migration is under way."""
    _require_moving(name, now, here)
    return State(now.strategy, now.slot) if now.last else replace(now, step=now.step + 1)


def back(name: str, now: State, here: str = "") -> State:
    """The state before `now`; UsageError where there is no way back."""
    kind = _require_moving(name, now, here)
    if kind == "release" or (kind == "beside" and now.step == REMOVE):
        raise UsageError(
            f"step {now.step} takes the {now.source} service away, and there is no step back",
            hint=f"finish with tfgen migrate {name}{here} --next; then, if you must: "
            f"tfgen migrate {name}{here} --to {now.source}"
            if kind == "beside"
            else f"finish with tfgen migrate {name}{here} --next",
        )
    if kind == "beside" and now.step == SHIFT:
        return replace(now, step=BESIDE)
    slot = other(now.slot) if kind == "beside" else now.slot
    return State(now.source, slot, now.strategy, REMOVE)


def _require_moving(name: str, now: State, here: str) -> Kind:
    if now.kind is None:
        raise UsageError(
            f"no migration of {name} is under way: it deploys by {now.strategy}",
            hint=f"begin one: tfgen migrate {name}{here} --to STRATEGY",
        )
    return now.kind


def _no_way(name: str, source: str, target: str, here: str) -> UsageError:
    known = sorted({strategy for pair in KINDS for strategy in pair})
    if target not in known:
        return UsageError(
            f"there is no strategy {target!r}", hint=f"strategies: {', '.join(known)}"
        )
    if target == "ecs-cli":
        return UsageError(
            "ecs-cli is retired: services move away from it, and none moves to it",
            hint=f"stay with {source}",
        )
    return UsageError(
        f"there is no way from {source} straight to {target}",
        hint=f"first tfgen migrate {name}{here} --to codepipeline; "
        f"when that is done, --to {target}",
    )


def course(name: str, now: State) -> tuple[State, ...]:
    """`now` and every state after it, up to the end of the migration."""
    found = [now]
    while found[-1].source:
        found.append(forward(name, found[-1]))
    return tuple(found)
