"""The service would move to a revision that it left, or that never came to run.

Terraform's own task definition stays as it is, and the service is to run another revision all the
same: the newest ACTIVE one, which a failed deployment or a rollback has left behind
(https://github.com/hashicorp/terraform-provider-aws/issues/1681).
"""

from __future__ import annotations

from collections.abc import Iterator

from tfgen.review.guards.frame import Guarding
from tfgen.review.impact import SERVICE, TASK_DEFINITION
from tfgen.review.live import Live
from tfgen.review.model import Plan


def _check(plan: Plan, _live: Live | None) -> Iterator[tuple[str, str]]:
    if plan.of(TASK_DEFINITION):
        return
    for change in plan.of(SERVICE):
        if change.kind != "change" or not change.changes("task_definition"):
            continue
        before, after = (
            str(side.get("task_definition")).rpartition("/")[2]
            for side in (change.before, change.after)
        )
        yield (
            change.address,
            f"the service runs {before}, the apply would move it to {after}: a revision that failed"
            " or was rolled back; deregister it, or let the deployment end that registered it",
        )


GUARD = Guarding("foreign-revision", _check)
