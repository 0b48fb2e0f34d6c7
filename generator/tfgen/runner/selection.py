"""The stacks on the disk, and which of them were asked for."""

from __future__ import annotations

import difflib
import fnmatch
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tfgen import listing
from tfgen.environment_checks import PLATFORM
from tfgen.errors import InputError, UsageError
from tfgen.project import Project

# The description that a generated variable has while nobody has filled in its value.
_UNFILLED = re.compile(r"Not filled in yet: environments\.(?P<key>\S+) in tfgen\.yaml\.")


@dataclass(frozen=True)
class StackFolder:
    """A stack on the disk: `stacks/<environment>/<service>`."""

    environment: str
    service: str
    path: Path

    @property
    def name(self) -> str:
        """`stg/web`, as commands print it."""
        return f"{self.environment}/{self.service}"


def select(
    project: Project,
    services: Sequence[str],
    environment: str | None,
    *,
    may_be_none: bool = False,
) -> tuple[StackFolder, ...]:
    """The stacks of `services` (all where empty) in `environment` (all where None), in order.

    A service may be named by a glob, `web-*`. Raises UsageError where something that was named has
    no stack, and where there is none at all unless that `may_be_none`.
    """
    if environment:
        project.environment(environment)
    every = [
        StackFolder(path.parent.name, path.name, path)
        for path in sorted((project.root / "stacks").glob("*/*"))
        if path.is_dir() and listing.files(path, "*.tf")
    ]
    found = [stack for stack in every if environment in (None, stack.environment)]
    known = {stack.service for stack in found}
    for name in services:
        if not fnmatch.filter(known, name):
            place = f" in environment {environment!r}" if environment else ""
            near = difflib.get_close_matches(name, known, n=1)
            raise UsageError(
                f"service {name!r} has no stack{place}",
                hint=f"did you mean {near[0]!r}?" if near else _remedy(name),
            )
    if not found and not may_be_none:
        raise UsageError(
            "there are no stacks yet", hint="tfgen new-service NAME, or tfgen generate"
        )
    return tuple(
        stack
        for stack in found
        if not services or any(fnmatch.fnmatchcase(stack.service, name) for name in services)
    )


def _remedy(name: str) -> str:
    if name == PLATFORM:
        return "add the key `platform` to the environment in tfgen.yaml, or tfgen new-environment"
    return f"tfgen generate {name}"


def require_values(project: Project, stack: StackFolder) -> None:
    """Raises InputError, with every line of `tfgen.yaml` that is yet to be filled in."""
    main = stack.path / "main.tf"
    text = main.read_text(encoding="utf-8", errors="replace") if main.is_file() else ""
    keys = [match["key"].split(".") for match in _UNFILLED.finditer(text)]
    if not keys:
        return
    listed = ", ".join(f"environments.{'.'.join(key)}" for key in keys)
    environment = project.settings.environments.get(stack.environment)
    filled = environment is not None and _is_filled(project, keys[0])
    raise InputError(
        f"{stack.name} cannot be planned yet; not filled in: {listed}",
        where=project.file.where(["environments", *keys[0]]),
        hint=f"tfgen generate {stack.service}"
        if filled
        else f"fill them in, then: tfgen generate {stack.service}; or try it with --sandbox",
    )


def _is_filled(project: Project, key: Sequence[str]) -> bool:
    node: object = project.file.data["environments"]
    for part in key:
        node = node.get(part) if isinstance(node, dict) else None
    return bool(node)
