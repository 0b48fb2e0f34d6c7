"""The source action of ECR: what is known of an image, as `imageDetail.json`.

https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-ECR.html
https://docs.aws.amazon.com/codepipeline/latest/userguide/file-reference.html
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tfgen.sandbox.pipeline.model import Action, ActionError, Run

_FILE = "imageDetail.json"


def run(run: Run, action: Action, inputs: Mapping[str, Path]) -> Mapping[str, Path]:
    """Gives a folder with the file; ActionError where no image has the tag."""
    repository = action.setting("RepositoryName")
    tag = action.configuration.get("ImageTag") or "latest"
    client = run.sandbox.client("ecr")
    try:
        found = client.describe_images(repositoryName=repository, imageIds=[{"imageTag": tag}])
        [home] = client.describe_repositories(repositoryNames=[repository])["repositories"]
    except client.exceptions.RepositoryNotFoundException as error:
        raise ActionError(
            f"The repository with name '{repository}' does not exist",
            hint="the application's CI pushes to a repository that Terraform makes: apply first",
        ) from error
    except client.exceptions.ImageNotFoundException as error:
        raise ActionError(
            f"The image with tag '{tag}' does not exist in repository {repository}",
            hint=f"push an image with the tag {tag} first: that is what starts this pipeline",
        ) from error
    folder = run.place(action) / "out"
    folder.mkdir()
    detail = _detail(found["imageDetails"][0], home, tag)
    (folder / _FILE).write_text(json.dumps(detail), encoding="utf-8")
    return dict.fromkeys(action.outputs, folder)


def _detail(image: Mapping[str, Any], home: Mapping[str, Any], tag: str) -> dict[str, Any]:
    return {
        "ImageSizeInBytes": str(image.get("imageSizeInBytes", 0)),
        "ImageDigest": image["imageDigest"],
        "Version": "1.0",
        "ImagePushedAt": str(image.get("imagePushedAt", "")),
        "RegistryId": home["registryId"],
        "RepositoryName": home["repositoryName"],
        "ImageURI": f"{home['repositoryUri']}@{image['imageDigest']}",
        "ImageTags": [tag],
    }
