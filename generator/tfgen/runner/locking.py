"""Lock files: which versions of providers a stack takes, with their checksums, on every platform.

https://developer.hashicorp.com/terraform/language/files/dependency-lock
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tfgen.hcl.module import Module
from tfgen.hcl.reader import Reader
from tfgen.provider_schema.sources import requirement, requirements
from tfgen.runner.selection import StackFolder
from tfgen.terraform.plugin_cache import LOCK_FILE
from tfgen.writer import write_whole

if TYPE_CHECKING:
    from tfgen.terraform.gateway import Terraform

_PROVIDED = ("resource", "data", "ephemeral", "provider")
_LOCAL = ("./", "../")
Group = tuple[StackFolder, ...]


def groups(stacks: Sequence[StackFolder]) -> tuple[Group, ...]:
    """Stacks that need the same providers, and have the same lock file or none.

    What Terraform writes for one of them is right for all: every provider is downloaded for every
    platform once a group, not once a stack.
    """
    found: dict[object, list[StackFolder]] = {}
    modules = Reader().modules([stack.path for stack in stacks])
    for stack, module in zip(stacks, modules, strict=True):
        found.setdefault((_needs(module) or stack, _content(stack.path)), []).append(stack)
    return tuple(map(tuple, found.values()))


def _needs(module: Module) -> frozenset[tuple[str | None, str]] | None:
    """The providers that a stack and its modules need; None where only Terraform can tell."""
    every = list(_all(module))
    if any(one.opaque for one in every) or any(map(_calls_elsewhere, every)):
        return None
    return frozenset(need for one in every for need in _of(one))


def _all(module: Module) -> Iterator[Module]:
    yield module
    for called in module.local_modules.values():
        if called is not None:
            yield from _all(called)


def _calls_elsewhere(module: Module) -> bool:
    sources = (block.body.attribute("source") for _, block in module.blocks("module"))
    texts = (one.literal.value if one and one.literal else None for one in sources)
    return any(not str(text).startswith(_LOCAL) for text in texts)


def _of(module: Module) -> Iterator[tuple[str | None, str]]:
    required = requirements(module)
    for needed in required.values():
        yield needed.source, str(needed.constraints or "")
    for kind in _PROVIDED:
        for _, block in module.blocks(kind):
            if block.labels:
                yield requirement(block.labels[0].partition("_")[0], required).source, ""


def _content(folder: Path) -> bytes:
    path = folder / LOCK_FILE
    return path.read_bytes() if path.is_file() else b""


@dataclass(frozen=True)
class Locker:
    """Writes lock files for `platforms` (`linux_amd64`), from a folder of providers where given."""

    platforms: Sequence[str]
    mirror: Path | None = None

    def lock(self, terraform: Terraform, group: Group) -> int:
        """Locks the first stack of a group, gives the others its file; how many files changed.

        Raises FailedError with Terraform's message, such as for a platform that a provider is not
        made for; no lock file has changed then.
        """
        before = _content(terraform.folder)
        terraform.get()
        terraform.providers_lock(self.platforms, self.mirror)
        after = _content(terraform.folder)
        if after == before:
            return 0
        for stack in group[1:]:
            write_whole(stack.path / LOCK_FILE, after.decode())
        return len(group)
