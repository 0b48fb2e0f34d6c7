"""A deployment moves the service to a revision that it registers in the service's own family.

Another family is nobody's deployment: somebody has moved the service by hand.
"""

from __future__ import annotations

from typing import Any

from tfgen.review.drift.frame import PIPELINE, Owner, Present, wholly
from tfgen.review.impact import SERVICE, TASK_DEFINITION
from tfgen.review.model import Change


def _check(change: Change, attribute: str, present: Present) -> bool:
    families = {str(one.get("family")) for one in present.of(TASK_DEFINITION)}
    before, after = (_family(side.get(attribute)) for side in (change.before, change.after))
    return present.has_pipeline and before == after and after in families


def _family(revision: Any) -> str:
    """`web` of `web:1` or of the revision's whole ARN."""
    return str(revision).rpartition("/")[2].rpartition(":")[0]


OWNER = Owner(
    "deployed-revision", PIPELINE, {SERVICE: frozenset({"task_definition"})}, wholly(_check)
)
