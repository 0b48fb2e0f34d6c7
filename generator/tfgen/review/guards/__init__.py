"""What a plan must not do unasked: a guard a file, a line each."""

from __future__ import annotations

from tfgen.review.guards import (
    deploying,
    foreign_revision,
    listener,
    older_image,
    scaling,
    service_replaced,
    stateful,
)
from tfgen.review.guards.frame import Guarding

GUARDS: tuple[Guarding, ...] = (
    deploying.GUARD,
    foreign_revision.GUARD,
    listener.GUARD,
    older_image.GUARD,
    scaling.GUARD,
    service_replaced.GUARD,
    stateful.GUARD,
)
