"""`tfgen validate --fix`: what is mended, shown or written."""

from __future__ import annotations

import difflib
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from tfgen.errors import MachineError

if TYPE_CHECKING:
    from tfgen.rules.frame import Finding

_MOST = 3


def unformatted(paths: Sequence[Path], *, demanded: bool) -> list[Finding]:
    """The findings of TFG005 at and below `paths`, by the Terraform of this machine.

    Without a Terraform there are none, and where they are demanded that is a MachineError.
    """
    from tfgen.fixing import formatting
    from tfgen.rules.files.unformatted import finding
    from tfgen.validation.paths import choose

    program = terraform(demanded=demanded)
    if program is None:
        return []
    chosen = choose([Path(os.path.normpath(Path.cwd() / path)) for path in paths])
    found = {
        path: _text(path)
        for path in formatting.unformatted(list(chosen), program)
        if (only := chosen[path.parent]) is None or path in only
    }
    texts = formatting.formatted(list(found.values()), program)
    return [
        finding(_near(path), old.split("\n"), new.split("\n"))
        for (path, old), new in zip(found.items(), texts, strict=True)
    ]


def terraform(*, demanded: bool = False) -> str | None:
    """The path of the Terraform of this machine."""
    from tfgen.terraform.binary import find

    try:
        return str(find().path)
    except MachineError:
        if demanded:
            raise
        return None


def mend(findings: Sequence[Finding], *, diff: bool) -> bool:
    """Mends what is mechanical, or shows what that would change; says whether a file was written.

    The diff goes to stdout, remarks to stderr.
    """
    from tfgen.fixing import disk, mending

    done = mending.mended(findings, Path.cwd(), terraform())
    texts = mending.texts_by_path(done)
    if done.generated:
        names = ", ".join(_shown(path) for path in done.generated[:_MOST])
        more = " and others" if len(done.generated) > _MOST else ""
        typer.echo(f"note: {names}{more}: generated, so change the spec instead", err=True)
    if diff:
        typer.echo(_diff(texts), nl=False)
        return False
    disk.write({path: new for path, (_, new) in texts.items()})
    for path in texts:
        typer.echo(f"fixed {_shown(path)}", err=True)
    return bool(texts)


def _diff(texts: Mapping[Path, tuple[str, str]]) -> str:
    lines = (
        line
        for path, (old, new) in texts.items()
        for line in difflib.unified_diff(
            old.splitlines(keepends=True),
            new.splitlines(keepends=True),
            f"a/{_shown(path)}",
            f"b/{_shown(path)}",
        )
    )
    return "".join(
        line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines
    )


def _near(path: Path) -> Path:
    """The path as seen from the current folder, where it lies below it."""
    here = Path.cwd()
    return path.relative_to(here) if path.is_relative_to(here) else path


def _shown(path: Path) -> str:
    """The path for people; bytes that are no UTF-8 cannot be printed."""
    return _near(path).as_posix().encode("utf-8", "replace").decode()


def _text(path: Path) -> str:
    return path.read_bytes().decode("utf-8", "replace")
