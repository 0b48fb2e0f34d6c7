"""What runs now of that which a plan touches: its services, and the pipelines that deploy them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from tfgen.review.impact import PIPELINE, SERVICE, TASK_DEFINITION
from tfgen.review.live import Live
from tfgen.review.model import Plan

_DEPLOYED = (SERVICE, TASK_DEFINITION, PIPELINE)


@dataclass(frozen=True)
class Watched:
    """Services as pairs of cluster and name, and the names of pipelines."""

    services: tuple[tuple[str, str], ...]
    pipelines: tuple[str, ...] = ()

    def look(self, environ: Mapping[str, str], region: str) -> Live:
        """What they run and what goes on in them, with the credentials of an environment.

        Raises what botocore raises where AWS does not answer, or refuses.
        """
        from tfgen.aws import live

        return live.look(live.client(environ, region), self.services, self.pipelines)


def watched(plan: Plan) -> Watched | None:
    """What of a stack deploys, as far as its plan tells; None where the plan leaves that be."""
    if not plan.of(*_DEPLOYED):
        return None
    services = ((str(one.get("cluster") or "default"), one) for one in _all(plan, SERVICE))
    pairs = ((cluster, str(one.get("name") or "")) for cluster, one in services)
    pipelines = (str(one.get("name") or "") for one in _all(plan, PIPELINE))
    return Watched(
        tuple(dict.fromkeys(pair for pair in pairs if pair[1])),
        tuple(dict.fromkeys(name for name in pipelines if name)),
    )


def _all(plan: Plan, kind: str) -> Iterator[Mapping[str, Any]]:
    """The resources of a type as they are before the plan, and after it."""
    yield from (change.before for change in plan.of(kind))
    yield from (values for planned, values in plan.planned if planned == kind)
