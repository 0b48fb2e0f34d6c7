"""The source action of S3: an object, unpacked by whoever takes it if it is a zip file.

https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-S3.html
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path, PurePosixPath

from tfgen.sandbox.pipeline.model import Action, ActionError, Run


def run(run: Run, action: Action, inputs: Mapping[str, Path]) -> Mapping[str, Path]:
    """Gives the object as it is stored; ActionError where there is none."""
    if action.category != "Source":
        raise ActionError(
            f"the sandbox runs no S3 actions of category {action.category}",
            hint="it runs S3 as a source",
        )
    bucket, key = action.setting("S3Bucket"), action.setting("S3ObjectKey")
    client = run.sandbox.client("s3")
    try:
        stored = client.get_object(Bucket=bucket, Key=key)["Body"].read()
    except (client.exceptions.NoSuchKey, client.exceptions.NoSuchBucket) as error:
        raise ActionError(
            f"The specified key does not exist: object '{key}' in bucket '{bucket}'",
            hint="a pipeline that starts from S3 needs the object there first",
        ) from error
    path = run.place(action) / PurePosixPath(key).name
    path.write_bytes(stored)
    return dict.fromkeys(action.outputs, path)
