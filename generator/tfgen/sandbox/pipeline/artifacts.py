"""Artifacts travel between actions as zip files in the pipeline's bucket, as in AWS."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

from tfgen.sandbox.pipeline.model import ActionError, Run


def put(run: Run, name: str, folder: Path) -> None:
    """Stores `folder` as the artifact `name`."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                archive.write(path, path.relative_to(folder))
    client = run.sandbox.client("s3")
    client.put_object(Bucket=run.bucket, Key=_key(run, name), Body=packed.getvalue())


def get(run: Run, name: str, folder: Path) -> Path:
    """Unpacks the artifact `name` into `folder`; raises ActionError where no action made it."""
    client = run.sandbox.client("s3")
    try:
        stored = client.get_object(Bucket=run.bucket, Key=_key(run, name))["Body"].read()
    except client.exceptions.NoSuchKey as error:
        raise ActionError(
            f"no earlier action has made the input artifact {name!r}",
            hint="name it in output_artifacts of the action that makes it",
        ) from error
    with zipfile.ZipFile(io.BytesIO(stored)) as archive:
        archive.extractall(folder)
    return folder


def _key(run: Run, name: str) -> str:
    return f"{run.pipeline}/{run.number}/{name}.zip"
