"""What a stack holds besides its own while a service moves to another strategy."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from tfgen import service_stack
from tfgen.errors import InputError
from tfgen.hcl.write import Raw
from tfgen.migration import steps
from tfgen.migration.steps import Kind, State
from tfgen.project import Project
from tfgen.services import Service
from tfgen.spec import ServiceSpec
from tfgen.stack import Stack, StackFile

FILE = "migration.tf"
TEMPLATES: dict[Kind, str] = {
    "beside": "migration/beside.tf.j2",
    "import": "migration/import.tf.j2",
    "release": "migration/release.tf.j2",
}


def added(made: Stack, project: Project, service: Service, environment: str) -> Stack:
    """`made`, the stack of the strategy that the service moves to, with what it leaves behind.

    `beside` tells the templates at which step the service moves from a former one to one beside
    it, 0 where it does not. Raises InputError for a migration that there is not, written by hand.
    """
    spec = service.environments[environment]
    now = steps.state(spec)
    own = _with(made, {**_slotted(made.values, spec.slot), "beside": 0})
    if not now.source:
        return own
    kind = _kind(now, service, environment)
    files = (*made.files, StackFile(FILE, TEMPLATES[kind]))
    moving = replace(own, files=files)
    if kind != "beside":
        return moving
    before = spec.model_copy(
        update={"strategy": now.source, "slot": steps.other(now.slot), "migration": None}
    )
    old = replace(service, environments={**service.environments, environment: before})
    found = service_stack.build(project, old, environment, ()).values
    former = {**found, **_slotted(found, before.slot)}
    idle = _idle(spec, own.values, former, now.step)
    return _with(moving, {"beside": now.step, "former": former, **idle})


def _with(made: Stack, values: Mapping[str, Any]) -> Stack:
    return replace(made, values={**made.values, **values})


def _slotted(values: Mapping[str, Any], slot: str) -> dict[str, Any]:
    """Terraform labels that two services of one stack do not share."""
    suffix = f"_{slot}" if slot else ""
    return {
        "slot_suffix": suffix,
        "targets": tuple(
            replace(
                target,
                groups=tuple(
                    replace(
                        group, label=group.label.replace(target.label, f"{target.label}{suffix}", 1)
                    )
                    for group in target.groups
                ),
            )
            for target in values["targets"]
        ),
    }


def _kind(now: State, service: Service, environment: str) -> Kind:
    """Raises InputError unless there is such a migration, and such a step of it."""
    own = ["environments", environment, "migration"]
    where = service.file.where(own if service.file.has(own) else ["migration"])
    hint = f"begin anew: remove `migration`, then tfgen migrate {service.name} --to STRATEGY"
    kind = now.kind
    if kind is None:
        raise InputError(
            f"`migration`: there is no way from {now.source} to {now.strategy}",
            where=where,
            hint=hint,
        )
    if now.step not in steps.STEPS[kind]:
        raise InputError(f"`migration`: there is no step {now.step}", where=where, hint=hint)
    if kind == "beside" and len(service.environments[environment].ingress) != 1:
        raise InputError(
            "`migration`: the requests of one `ingress` move, no more and no fewer",
            where=where,
            hint="add or remove entries of `ingress` before a migration, or after it",
        )
    return kind


def _idle(
    spec: ServiceSpec, new: Mapping[str, Any], former: Mapping[str, Any], step: int
) -> dict[str, Any]:
    """Values that keep the service without requests as large as the other one.

    Requests that come all at once meet as many tasks as they left.
    """
    if not new["scales"] or step == steps.REMOVE:
        return {}
    busy = former if step == steps.BESIDE else new
    least = f"max({spec.scaling.min}, aws_ecs_service.this{busy['slot_suffix']}.desired_count)"
    scaling = spec.scaling.model_copy(update={"min": Raw(least)})
    if step == steps.BESIDE:
        return {"scaling": scaling}
    return {"former": {**former, "scaling": scaling}}
