"""The apply would bring back another image than the one that runs."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from tfgen.review.guards.frame import Guarding
from tfgen.review.impact import TASK_DEFINITION
from tfgen.review.live import Live
from tfgen.review.model import Plan


def _check(plan: Plan, live: Live | None) -> Iterator[tuple[str, str]]:
    if live is None:
        return
    by_family = {service.family: service for service in live.services.values()}
    for change in plan.of(TASK_DEFINITION):
        service = by_family.get(str(change.after.get("family")))
        if service is None or change.kind not in ("replace", "add", "change"):
            continue
        before = dict(_images(change.before.get("container_definitions")))
        for name, image in _images(change.after.get("container_definitions")):
            runs = service.images.get(name)
            # Where Terraform knows what runs, it means to change it: a sidecar's version, say.
            if runs and image and runs not in (image, before.get(name)):
                yield (
                    change.address,
                    f"container {name} of {service.name} runs {runs}, the apply would run {image}",
                )


def _images(text: Any) -> Iterator[tuple[str, str]]:
    try:
        found = json.loads(text) if isinstance(text, str) else []
    except ValueError:
        return
    for one in found if isinstance(found, list) else []:
        yield str(one.get("name")), str(one.get("image") or "")


GUARD = Guarding("other-image", _check)
