"""The pipeline records the image that it deployed: one of the stack's own repository.

Which parameter that is, the stack says by its output `image_parameter`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tfgen.review.drift.frame import PIPELINE, Owner, Present, wholly
from tfgen.review.model import Change


def _check(change: Change, _attribute: str, present: Present) -> bool:
    recorded = present.outputs.get("image_parameter")
    if not present.has_pipeline or not recorded or change.after.get("name") != recorded:
        return False
    before, image = _image(change.before), _image(change.after)
    urls = [str(one.get("repository_url")) for one in present.of("aws_ecr_repository")]
    # Without a repository of the stack's own, the one that the former image is of.
    own = any(image.startswith((f"{url}@", f"{url}:")) for url in urls or [_repository(before)])
    # After a deployment that failed the former image is recorded again, the first one, too.
    return own or image == before


def _repository(image: str) -> str:
    name = image.partition("@")[0]
    folder, slash, last = name.rpartition("/")
    return folder + slash + last.partition(":")[0]


def _image(values: Mapping[str, Any]) -> str:
    return str(values.get("insecure_value") or values.get("value") or "")


OWNER = Owner(
    "live-image",
    PIPELINE,
    {"aws_ssm_parameter": frozenset({"insecure_value", "value", "version"})},
    wholly(_check),
)
