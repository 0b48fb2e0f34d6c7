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

    services: tuple[tuple[str, str], ...] = ()
    pipelines: tuple[str, ...] = ()

    def look(self, environ: Mapping[str, str], region: str) -> Live:
        """What they run and what goes on in them, with the credentials of an environment.

        Raises what botocore raises where AWS does not answer, or refuses.
        """
        from tfgen.aws import live

        return live.look(live.client(environ, region), self.services, self.pipelines)


@dataclass(frozen=True)
class Seen:
    """What was looked at for a plan, and what was found; `live` is None where nobody could look."""

    watched: Watched = Watched()
    live: Live | None = None


def watched(plan: Plan) -> Watched | None:
    """What of a stack deploys, as far as its plan tells; None where the plan leaves that be."""
    if not plan.of(*_DEPLOYED):
        return None
    # Of a service that is there the cluster is known; one that is yet to be made runs nothing.
    pairs = ((one.get("cluster"), one.get("name")) for one in _all(plan, SERVICE))
    pipelines = (one.get("name") for one in _all(plan, PIPELINE))
    return Watched(
        tuple(
            dict.fromkeys((str(cluster), str(name)) for cluster, name in pairs if cluster and name)
        ),
        tuple(dict.fromkeys(str(name) for name in pipelines if name)),
    )


def _all(plan: Plan, kind: str) -> Iterator[Mapping[str, Any]]:
    """The resources of a type as they are before the plan, and after it."""
    yield from (change.before for change in plan.of(kind))
    yield from (values for planned, values in plan.planned if planned == kind)
