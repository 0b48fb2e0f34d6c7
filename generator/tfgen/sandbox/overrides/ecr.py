"""ECR: the digest of an image."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable

from moto.core.responses import ActionResult
from moto.ecr.responses import ECRResponse


def put_image(response: ECRResponse, moto: Callable[[], ActionResult]) -> ActionResult:
    """PutImage names an image by the SHA-256 of its manifest, as registries do.

    https://github.com/opencontainers/image-spec/blob/main/descriptor.md#digests
    moto hashes the names of the layers, or takes one of a hundred random numbers: two images
    can get one digest.
    """
    asked = json.loads(response.body)
    digest = "sha256:" + hashlib.sha256(asked["imageManifest"].encode()).hexdigest()
    response.body = json.dumps({"imageDigest": digest} | asked)
    return moto()
