"""Stands in for docker in builds: images are made of nothing, and pushed to the sandbox's ECR.

An image is known by its Dockerfile and context, so that other source gives another digest. The
labels of the Dockerfile become annotations of the manifest; the sandbox's ECS reads one of them,
`tfgen.sandbox/tasks`.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import re
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

_LABEL = re.compile(r'^LABEL\s+([\w./-]+)=["\']?([\w./-]+)["\']?\s*$', re.MULTILINE)
_REFERENCE = re.compile(r"^(?P<registry>[^/]+)/(?P<repository>[^:@]+):(?P<tag>[^:@]+)$")
_MEDIA_TYPE = "application/vnd.oci.image.manifest.v1+json"


def main(arguments: Sequence[str]) -> int:
    """Carries out one docker command line; gives its exit code."""
    parser = argparse.ArgumentParser(prog="docker", allow_abbrev=False)
    commands = parser.add_subparsers(dest="command", required=True)
    login = commands.add_parser("login")
    login.add_argument("--username")
    login.add_argument("--password-stdin", action="store_true")
    login.add_argument("registry")
    build = commands.add_parser("build")
    build.add_argument("--tag", "-t", action="append", required=True)
    build.add_argument("--file", "-f")
    build.add_argument("--build-arg", action="append", default=[])
    build.add_argument("--platform")
    build.add_argument("--provenance")
    build.add_argument("context")
    push = commands.add_parser("push")
    push.add_argument("image")
    inspect = commands.add_parser("inspect")
    inspect.add_argument("--format", "-f", required=True)
    inspect.add_argument("image")
    given = parser.parse_args(arguments)
    try:
        _COMMANDS[given.command](given)
    except _RefusedError as error:
        print(f"ERROR: {error}", file=sys.stderr)
        return 1
    return 0


class _RefusedError(Exception):
    """What docker would say and end with 1."""


def _login(given: argparse.Namespace) -> None:
    if not (given.password_stdin and sys.stdin.read().strip()):
        raise _RefusedError("no password on standard input")
    print("Login Succeeded")


def _build(given: argparse.Namespace) -> None:
    context = Path(given.context)
    dockerfile = Path(given.file) if given.file else context / "Dockerfile"
    if not dockerfile.is_file():
        raise _RefusedError(
            f"failed to read dockerfile: open {dockerfile.name}: no such file or directory"
        )
    digest = hashlib.sha256(json.dumps(sorted(given.build_arg)).encode())
    for path in sorted(context.rglob("*")):
        digest.update(path.read_bytes() if path.is_file() else b"")
    labels = dict(_LABEL.findall(dockerfile.read_text(encoding="utf-8")))
    images = _load()
    for tag in given.tag:
        images[tag] = {"config": digest.hexdigest(), "labels": labels, "digest": None}
    _save(images)
    print(f"built {', '.join(given.tag)}")


def _push(given: argparse.Namespace) -> None:
    import boto3
    from botocore.exceptions import ClientError

    images = _load()
    parts = _REFERENCE.match(given.image)
    if given.image not in images or parts is None:
        raise _RefusedError(f"An image does not exist locally with the tag: {given.image}")
    manifest = json.dumps(_manifest(images[given.image]))
    digest = f"sha256:{hashlib.sha256(manifest.encode()).hexdigest()}"
    client = boto3.client("ecr")
    try:
        client.put_image(
            repositoryName=parts["repository"],
            imageTag=parts["tag"],
            imageManifest=manifest,
            imageManifestMediaType=_MEDIA_TYPE,
        )
    except ClientError as error:
        if not _is_there(client, parts["repository"], parts["tag"], digest):
            raise _RefusedError(str(error)) from error
    images[given.image]["digest"] = f"{parts['registry']}/{parts['repository']}@{digest}"
    _save(images)
    print(f"{parts['tag']}: digest: {digest}")


def _is_there(client: Any, repository: str, tag: str, digest: str) -> bool:
    """Whether a tag that may move is on this very image: a push of it again changes nothing.

    An immutable tag refuses even that: https://github.com/aws/containers-roadmap/issues/878
    """
    from botocore.exceptions import ClientError

    try:
        [home] = client.describe_repositories(repositoryNames=[repository])["repositories"]
        found = client.describe_images(repositoryName=repository, imageIds=[{"imageTag": tag}])
    except ClientError:
        return False
    same = found["imageDetails"][0]["imageDigest"] == digest
    return bool(same and home["imageTagMutability"] == "MUTABLE")


def _manifest(image: dict[str, Any]) -> dict[str, Any]:
    return {
        "schemaVersion": 2,
        "mediaType": _MEDIA_TYPE,
        "config": {"digest": f"sha256:{image['config']}", "size": 0},
        "layers": [],
        "annotations": image["labels"],
    }


def _inspect(given: argparse.Namespace) -> None:
    image = _load().get(given.image)
    if image is None or image["digest"] is None or "RepoDigests" not in given.format:
        raise _RefusedError(f"No such object: {given.image}")
    print(image["digest"])


def _store() -> Path:
    return Path(os.environ["TFGEN_STANDIN_IMAGES"])


def _load() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(_store().read_text()) if _store().exists() else {}
    return found


def _save(images: dict[str, Any]) -> None:
    _store().write_text(json.dumps(images))


_COMMANDS = {"login": _login, "build": _build, "push": _push, "inspect": _inspect}

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
