"""The pipeline records the image that it deployed: one of the stack's own repository.

Which parameter that is, the stack says by its output `image_parameter`.
"""

from __future__ import annotations

from tfgen.review.drift.frame import PIPELINE, Owner, Present, wholly
from tfgen.review.model import Change


def _check(change: Change, _attribute: str, present: Present) -> bool:
    recorded = present.outputs.get("image_parameter")
    if not present.has_pipeline or not recorded or change.after.get("name") != recorded:
        return False
    image = str(change.after.get("insecure_value") or change.after.get("value") or "")
    urls = [str(one.get("repository_url")) for one in present.of("aws_ecr_repository")]
    return not urls or any(image.startswith((f"{url}@", f"{url}:")) for url in urls)


OWNER = Owner(
    "live-image",
    PIPELINE,
    {"aws_ssm_parameter": frozenset({"insecure_value", "value", "version"})},
    wholly(_check),
)
