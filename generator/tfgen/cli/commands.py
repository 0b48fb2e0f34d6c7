"""The commands by name, each imported and built when it is called, or shown in the help.

Building all of them takes as long as starting Python twice.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib import import_module
from typing import Any

import typer
from typer.core import TyperGroup
from typer.main import get_group

# A module of this folder each; the order is that of first use.
MODULES = (
    "init",
    "new_environment",
    "new_service",
    "generate",
    "validate",
    "lock",
    "plan",
    "matrix",
    "report",
    "fetch_plans",
    "last_applied",
    "apply",
    "destroy",
    "drift",
    "rehearse",
    "migrate",
    "schema",
    "doctor",
    "sandbox",
    "catalog",
)


class Commands(Mapping[str, Any]):
    """The built command of each name.

    A module with commands below its own has a Typer `app`; any other has a function of its name.
    """

    def __init__(self) -> None:
        self._modules = {name.replace("_", "-"): name for name in MODULES}
        self._built: dict[str, Any] = {}

    def __getitem__(self, name: str) -> Any:
        """Imports and builds a command; KeyError where there is none of that name."""
        if name not in self._built:
            self._built[name] = _build(name, self._modules[name])
        return self._built[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._modules)

    def __len__(self) -> int:
        return len(self._modules)

    def __contains__(self, name: object) -> bool:
        return name in self._modules


def _build(name: str, module: str) -> Any:
    found = import_module(f"tfgen.cli.{module}")
    holder = typer.Typer(rich_markup_mode=None)
    if hasattr(found, "app"):
        holder.add_typer(found.app, name=name)
    else:
        holder.command(name, no_args_is_help=False)(getattr(found, module))
    return get_group(holder).commands[name]


class LazyGroup(TyperGroup):
    """tfgen itself: a group that knows the names of its commands before it knows the commands."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        commands: Any = Commands()
        self.commands = commands

    def list_commands(self, _ctx: Any) -> list[str]:
        """The names, in the order of the table."""
        return list(self.commands)
