"""Finding a folder of providers on this machine's disks.

Layouts: https://developer.hashicorp.com/terraform/cli/config/config-file#filesystem_mirror
(unpacked: `HOST/NAMESPACE/TYPE/VERSION/OS_ARCH/`, packed: `HOST/NAMESPACE/TYPE/terraform-provider-
TYPE_VERSION_OS_ARCH.zip`).
"""

from __future__ import annotations

import os
import stat
import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from tfgen.terraform.pinned import platform_name
from tfgen.user_cache import home_folder

REGISTRY = "registry.terraform.io"
AWS = f"{REGISTRY}/hashicorp/aws"
SEARCH_SECONDS = 2.0
SEARCH_DEPTH = 4
_ROOTS = ("/opt", "/srv", "/usr/local", "/usr/share", "/usr/lib", "/usr", "/var/lib")
# Kernel file systems, scratch space, other people's homes, and trees that are only deep.
# A plugin cache has the layout of a mirror, but holds the versions that somebody once needed.
_SKIPPED_NAMES = {"node_modules", "site-packages", "plugin-cache", "plugin_cache", "lost+found"}
_SKIPPED_PATHS = {
    f"/{name}" for name in ("proc", "sys", "dev", "run", "tmp", "var/tmp", "home", "Users", "root")
}


@dataclass(frozen=True)
class Mirror:
    """A folder of providers, and the providers in it that run on this platform."""

    folder: Path
    providers: tuple[str, ...]


def read_mirror(folder: Path) -> Mirror | None:
    """What the mirror at `folder` holds for this platform; None when the AWS provider is not there.

    Both layouts count, packed and unpacked, from every registry host in the folder.
    """
    target = platform_name()
    providers = sorted(
        kind.relative_to(folder).as_posix()
        for host in _folders(folder)
        if "." in host.name
        for namespace in _folders(host)
        for kind in _folders(namespace)
        if _packages(kind, target)
    )
    return Mirror(folder, tuple(providers)) if AWS in providers else None


def _packages(kind: Path, target: str) -> list[Path]:
    unpacked = kind.glob(f"*/{target}/terraform-provider-*")
    packed = kind.glob(f"terraform-provider-{kind.name}_*_{target}.zip")
    return [*unpacked, *packed]


def _folders(folder: Path) -> list[Path]:
    try:
        return [child for child in folder.iterdir() if child.is_dir()]
    except OSError:
        return []


def implied_folders(environ: Mapping[str, str]) -> list[Path]:
    """The folders that Terraform searches unasked, in its own order.

    https://developer.hashicorp.com/terraform/cli/config/config-file#implied-local-mirror-directories
    """
    home = home_folder(environ)
    data = environ.get("XDG_DATA_HOME") or str(home / ".local" / "share")
    shared = environ.get("XDG_DATA_DIRS") or "/usr/local/share:/usr/share"
    mac = Path("Library") / "Application Support" / "io.terraform" / "plugins"
    return [
        Path("terraform.d/plugins").absolute(),
        home / ".terraform.d" / "plugins",
        *(Path(base) / "terraform" / "plugins" for base in [data, *shared.split(":")] if base),
        home / mac,
        Path("/") / mac,
    ]


def search_roots(environ: Mapping[str, str]) -> list[Path]:
    """Where `search` looks: the usual places of shared files, the home folder, then everything."""
    return [*map(Path, _ROOTS), home_folder(environ), Path("/")]


def search(
    roots: Iterable[Path], *, seconds: float = SEARCH_SECONDS, depth: int = SEARCH_DEPTH
) -> Mirror | None:
    """Looks below `roots` for a mirror with the AWS provider, the shallowest first.

    Goes at most `depth` folders down and `seconds` long in all, stays on the file system of each
    root, follows no links, and takes only folders that nobody else can write to: what lies in
    them will be run.
    """
    deadline = time.monotonic() + seconds
    seen: set[Path] = set()
    for root in roots:
        for folder in _walk(root, depth, deadline, seen):
            mirror = read_mirror(folder)
            if mirror is not None and _is_safe(mirror):
                return mirror
    return None


def _walk(root: Path, depth: int, deadline: float, seen: set[Path]) -> Iterator[Path]:
    """The folders below `root` that hold a folder named like the registry, level by level."""
    try:
        device = root.stat().st_dev
    except OSError:
        return
    level = [root]
    for _ in range(depth):
        following: list[Path] = []
        for folder in level:
            if time.monotonic() > deadline:
                return
            if folder in seen:
                continue
            seen.add(folder)
            names = _subfolders(folder, device)
            if REGISTRY in names:
                yield folder
            following += [folder / name for name in names if not _is_skipped(folder, name)]
        level = following


def _subfolders(folder: Path, device: int) -> list[str]:
    try:
        if folder.stat().st_dev != device:
            return []
        with os.scandir(folder) as entries:
            return [entry.name for entry in entries if entry.is_dir(follow_symlinks=False)]
    except OSError:
        return []


def _is_skipped(parent: Path, name: str) -> bool:
    return name.startswith(".") or name in _SKIPPED_NAMES or str(parent / name) in _SKIPPED_PATHS


def _is_safe(mirror: Mirror) -> bool:
    """Whether only root and this user can put programs into the mirror.

    Every folder on the way down belongs to one of the two; a folder that everybody may write to
    passes only above the mirror and with the sticky bit, which keeps what others own in place.
    """
    places = {
        package.parent
        for provider in mirror.providers
        for package in _packages(mirror.folder / provider, platform_name())
    }
    return all(_is_ours(path, last=path == place) for place in places for path in _way_to(place))


def _way_to(place: Path) -> list[Path]:
    resolved = place.resolve()
    return [resolved, *resolved.parents]


def _is_ours(path: Path, *, last: bool) -> bool:
    status = path.stat()
    writable = bool(status.st_mode & stat.S_IWOTH)
    sticky = bool(status.st_mode & stat.S_ISVTX)
    return status.st_uid in {0, os.geteuid()} and (not writable or (sticky and not last))
