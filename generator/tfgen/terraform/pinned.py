"""The releases that tfgen installs: their versions, files and SHA-256 sums.

`releases/<product>.txt` has the format of the vendors' `SHA256SUMS` files: a sum, two spaces, a
file name. The version stands in the file names, so that a sum and its version cannot drift apart.
"""

from __future__ import annotations

import platform
import re
from dataclasses import dataclass
from pathlib import Path

from tfgen.errors import UsageError

_LINE = re.compile(r"^([0-9a-f]{64})  ((terraform|tofu)_(\d+\.\d+\.\d+)_(\w+)\.zip)$")
_COMMANDS = {"terraform": "terraform", "opentofu": "tofu"}
_ARCHITECTURES = {"x86_64": "amd64", "aarch64": "arm64", "i386": "386", "i686": "386"}


@dataclass(frozen=True)
class Release:
    """One pinned release; `sums` maps a platform (`linux_amd64`) to the SHA-256 of its zip."""

    product: str
    command: str
    version: str
    sums: dict[str, str]

    def file_name(self, target: str) -> str:
        """The name of the zip for a platform: `terraform_1.11.4_linux_amd64.zip`."""
        return f"{self.command}_{self.version}_{target}.zip"


def pinned(product: str) -> Release:
    """The release of `terraform` or `opentofu` that this version of tfgen installs.

    Raises UsageError for any other product.
    """
    command = _COMMANDS.get(product)
    if command is None:
        raise UsageError(
            f"there is no product `{product}` to install",
            hint=f"choose one of: {', '.join(sorted(_COMMANDS))}",
        )
    text = (Path(__file__).parent / "releases" / f"{product}.txt").read_text(encoding="utf-8")
    found = [match for line in text.splitlines() if (match := _LINE.match(line))]
    return Release(product, command, found[0][4], {match[5]: match[1] for match in found})


def platform_name() -> str:
    """The name of this machine in the release files: `linux_amd64`, `darwin_arm64`."""
    machine = platform.machine().lower()
    return f"{platform.system().lower()}_{_ARCHITECTURES.get(machine, machine)}"


def installed_path(release: Release, cache: Path) -> Path:
    """Where the binary of `release` lies inside tfgen's cache folder, installed or not."""
    return cache / "bin" / release.product / release.version / release.command
