"""Artifacts travel between actions as zip files in the pipeline's bucket, as in AWS.

A single file, as an S3 source may be, is stored as it is; an action that wants a zip file then
fails.
"""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

from tfgen.sandbox.pipeline.model import ActionError, Run


def put(run: Run, name: str, content: Path) -> None:
    """Stores a folder, zipped, or a file, as it is, as the artifact `name`."""
    client = run.sandbox.client("s3")
    body = _packed(content) if content.is_dir() else content.read_bytes()
    client.put_object(Bucket=run.bucket, Key=_key(run, name), Body=body)


def get(run: Run, name: str, folder: Path) -> Path:
    """Unpacks the artifact `name` into `folder`.

    Raises ActionError where no action made it, or where it is no zip file.
    """
    client = run.sandbox.client("s3")
    try:
        stored = client.get_object(Bucket=run.bucket, Key=_key(run, name))["Body"].read()
    except client.exceptions.NoSuchKey as error:
        raise ActionError(
            f"no earlier action has made the input artifact {name!r}",
            hint="name it in output_artifacts of the action that makes it",
        ) from error
    try:
        with zipfile.ZipFile(io.BytesIO(stored)) as archive:
            archive.extractall(folder)
    except zipfile.BadZipFile as error:
        raise ActionError(
            f"the input artifact {name!r} is not a valid zip file",
            hint="an S3 source hands on its object as it is: store a .zip there",
        ) from error
    return folder


def size(run: Run, name: str) -> int:
    """How many bytes the artifact `name` has, zipped, in the bucket."""
    client = run.sandbox.client("s3")
    stored = client.head_object(Bucket=run.bucket, Key=_key(run, name))
    return int(stored["ContentLength"])


def _packed(folder: Path) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                archive.write(path, path.relative_to(folder))
    return packed.getvalue()


def _key(run: Run, name: str) -> str:
    return f"{run.pipeline}/{run.number}/{name}.zip"
