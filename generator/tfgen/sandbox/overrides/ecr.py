"""ECR: the digest of an image, and images that lose their tag."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable

from moto.core.responses import ActionResult
from moto.ecr.responses import ECRResponse


def put_image(response: ECRResponse, moto: Callable[[], ActionResult]) -> ActionResult:
    """PutImage names an image by the SHA-256 of its manifest; one that loses its tag stays.

    https://github.com/opencontainers/image-spec/blob/main/descriptor.md#digests
    https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-tag-mutability.html
    moto hashes the names of the layers, or takes one of a hundred random numbers, so that two
    images can get one digest; and it deletes the image whose only tag moves to another, although
    tasks run it by its digest. A repository that is not there makes it stumble.
    """
    asked = json.loads(response.body)
    digest = "sha256:" + hashlib.sha256(asked["imageManifest"].encode()).hexdigest()
    response.body = json.dumps({"imageDigest": digest} | asked)
    repository = response.ecr_backend._get_repository(asked["repositoryName"])
    former = list(repository.images)
    answer = moto()
    for image in former:
        if image not in repository.images:
            image.image_tags = []
            image.__dict__["image_tag"] = None
            repository.images.append(image)
    return answer
