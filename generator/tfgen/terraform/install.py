"""Downloading the pinned release of Terraform or OpenTofu into the user's cache.

The sum is checked before anything is unpacked, the binary appears under its name in one step, and
whatever goes wrong leaves nothing behind.
"""

from __future__ import annotations

import hashlib
import http.client
import os
import shutil
import tempfile
import urllib.error
import urllib.request
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import IO

from tfgen.errors import MachineError
from tfgen.private_files import private_folder
from tfgen.terraform.pinned import Release, installed_path, pinned, platform_name
from tfgen.user_cache import cache_folder

# A site with the same paths as the vendors', for networks that reach nothing else.
URL_VARIABLE = "TFGEN_RELEASES_URL"
_SITES = {"terraform": "https://releases.hashicorp.com", "opentofu": "https://github.com"}
_FOLDERS = {
    "terraform": "terraform/{version}",
    "opentofu": "opentofu/opentofu/releases/download/v{version}",
}
_SILENCE_SECONDS = 30
_CHUNK = 1 << 18
_EXECUTABLE = 0o755

# Called with the bytes that have come, and with how many there will be (None: not announced).
OnProgress = Callable[[int, int | None], None]


def install(
    product: str = "terraform",
    *,
    base_url: str | None = None,
    destination: Path | None = None,
    on_progress: OnProgress | None = None,
    environ: Mapping[str, str] | None = None,
) -> Path:
    """Installs the pinned release for this machine, and gives the path of the binary.

    `base_url` stands in for the vendor's site (else TFGEN_RELEASES_URL does), `destination` is
    the folder for the binary (else tfgen's cache). Raises UsageError for an unknown product, and
    MachineError with what to do when there is no sum for this platform, the site cannot be
    reached or lacks the file, the download breaks off, its sum is wrong, the zip has no binary,
    or the disk is full.
    """
    environ = os.environ if environ is None else environ
    release = pinned(product)
    target = platform_name()
    url = _url(release, target, base_url or environ.get(URL_VARIABLE) or _SITES[product])
    expected = release.sums.get(target)
    if expected is None:
        raise MachineError(
            f"no SHA-256 sum of {release.file_name(target)} is known, so it is not installed",
            hint=f"install {product} by other means, and set terraform.binary in tfgen.yaml",
        )
    path = installed_path(release, cache_folder(environ))
    if destination is not None:
        path = destination / release.command
    try:
        private_folder(path.parent)
        with tempfile.TemporaryDirectory(dir=path.parent, prefix=".install-") as scratch:
            archive = Path(scratch) / "release.zip"
            _check(_download(url, archive, on_progress), expected, url)
            _unpack(archive, release.command, Path(scratch) / release.command, url)
            (Path(scratch) / release.command).replace(path)
    except OSError as error:
        raise MachineError(
            f"{path} cannot be written: {error.strerror or error}",
            hint="make room on that disk, or set XDG_CACHE_HOME to a folder on another",
        ) from error
    return path


def _url(release: Release, target: str, site: str) -> str:
    folder = _FOLDERS[release.product].format(version=release.version)
    return f"{site.rstrip('/')}/{folder}/{release.file_name(target)}"


def _download(url: str, archive: Path, on_progress: OnProgress | None) -> str:
    """Saves what is at `url` in `archive`, and gives its SHA-256 in hexadecimal."""
    digest = hashlib.sha256()
    done = 0
    with _open(url) as response, archive.open("wb") as handle:
        length = response.headers.get("Content-Length")
        total = int(length) if length and length.isdigit() else None
        while chunk := _read(response, url):
            handle.write(chunk)
            digest.update(chunk)
            done += len(chunk)
            if on_progress is not None:
                on_progress(done, total)
    if total is not None and done != total:
        raise _broken_off(url)
    return digest.hexdigest()


def _open(url: str) -> http.client.HTTPResponse:
    try:
        # A site of the user's choice may be plain HTTP: the sum decides, not the transport.
        response: http.client.HTTPResponse = urllib.request.urlopen(  # noqa: S310
            url, timeout=_SILENCE_SECONDS
        )
    except urllib.error.HTTPError as error:
        raise MachineError(
            f"{url} answers {error.code} {error.reason}",
            hint=f"check {URL_VARIABLE}, or install it by other means",
        ) from error
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise MachineError(
            f"{url} cannot be reached: {getattr(error, 'reason', error)}",
            hint=f"check the network and HTTPS_PROXY, or set {URL_VARIABLE} to a mirror",
        ) from error
    return response


def _read(response: http.client.HTTPResponse, url: str) -> bytes:
    """The next piece. Its errors are told from those of the disk, which are OSErrors, too."""
    try:
        return response.read(_CHUNK)
    except (OSError, http.client.HTTPException) as error:
        raise _broken_off(url) from error


def _broken_off(url: str) -> MachineError:
    return MachineError(f"the download of {url} broke off", hint="try again")


def _check(found: str, expected: str, url: str) -> None:
    if found != expected:
        raise MachineError(
            f"{url} has the wrong SHA-256 sum: {found}, not {expected}",
            hint="do not use that file; try again, or from another network",
        )


def _unpack(archive: Path, command: str, path: Path, url: str) -> None:
    try:
        with zipfile.ZipFile(archive) as opened, opened.open(command) as source:
            _copy(source, path)
    except (KeyError, zipfile.BadZipFile) as error:
        raise MachineError(
            f"{url} is no zip with a file `{command}` in it",
            hint=f"check {URL_VARIABLE}, or install it by other means",
        ) from error
    path.chmod(_EXECUTABLE)


def _copy(source: IO[bytes], path: Path) -> None:
    with path.open("wb") as target:
        shutil.copyfileobj(source, target)
