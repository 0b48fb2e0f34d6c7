"""The AWS provider that `init` chose for a stack, held to its lock file as Terraform holds it."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tfgen.errors import MachineError
from tfgen.terraform.initialise import data_folder

_LOCK_FILE = ".terraform.lock.hcl"
_LOCKED = re.compile(r'^provider\s+"([^"]+/hashicorp/aws)"\s*\{(.*?)^\}', re.MULTILINE | re.DOTALL)
_VERSION = re.compile(r'^\s*version\s*=\s*"([^"]+)"', re.MULTILINE)
_HASH = re.compile(r'"(h1:[^"]+)"')
_BINARY = "terraform-provider-aws*"


@dataclass(frozen=True)
class Package:
    """An unpacked provider: its address (`registry.terraform.io/hashicorp/aws`), version, folder.

    `hashes` are those of the stack's lock file.
    """

    address: str
    version: str
    folder: Path
    hashes: frozenset[str]

    def binary(self) -> Path:
        """The program in it. Raises MachineError where there is none, or more than one."""
        found = sorted(self.folder.glob(_BINARY))
        if len(found) != 1:
            raise MachineError(f"{self.folder} holds {len(found)} programs called {_BINARY}")
        return found[0]


def aws_package(stack: Path, environ: Mapping[str, str]) -> Package:
    """The package that the folder of downloaded providers links to, of the version in the lock.

    Raises MachineError where the stack is not initialised, or has no AWS provider.
    https://developer.hashicorp.com/terraform/language/files/dependency-lock
    """
    try:
        text = (stack / _LOCK_FILE).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise MachineError(f"{stack / _LOCK_FILE} cannot be read: {error}") from error
    locked = _LOCKED.findall(text)
    version = _VERSION.search(locked[0][1]) if len(locked) == 1 else None
    if version is None:
        raise MachineError(f"{_LOCK_FILE} does not name one AWS provider")
    address = locked[0][0]
    folder = data_folder(stack, environ) / "providers" / address / version[1]
    found = sorted(folder.glob("*_*"))
    if len(found) != 1:
        raise MachineError(f"{folder} holds {len(found)} packages, and not one")
    hashes = frozenset(_HASH.findall(locked[0][1]))
    return Package(address, version[1], found[0].resolve(), hashes)


def package_hash(folder: Path) -> str:
    """The hash of an unpacked package, as the lock file has it: `h1:…`. Takes half a second.

    It is SHA-256 over a line for each file: its own SHA-256, and its name.
    https://pkg.go.dev/golang.org/x/mod/sumdb/dirhash#Hash1. Raises OSError.
    """
    names = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*")}
    whole = hashlib.sha256()
    for name in sorted(name for name, path in names.items() if path.is_file()):
        with names[name].open("rb") as file:
            digest = hashlib.file_digest(file, "sha256")
        whole.update(f"{digest.hexdigest()}  {name}\n".encode())
    return "h1:" + base64.b64encode(whole.digest()).decode()
