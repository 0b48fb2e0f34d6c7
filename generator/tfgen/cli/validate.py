"""`tfgen validate`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from tfgen.cli import options
from tfgen.errors import UsageError


def validate(
    paths: Annotated[
        list[Path] | None,
        typer.Argument(metavar="[PATH]...", help="Files or folders; this one by default."),
    ] = None,
    output: options.Output = options.Format.text,
    chdir: options.Chdir = None,  # noqa: ARG001
) -> None:
    """Check any Terraform code, without init and without a network. Exits 1 on an error.

    A finding is passed over with a comment on its line or the line above:
    # tfgen:ignore=TFG101 the reason

    Example: tfgen validate stacks modules
    """
    from tfgen import validation

    chosen = paths or [Path()]
    for path in chosen:
        if not path.exists():
            raise UsageError(f"there is no {path}", hint="name files or folders that exist")
    findings = validation.validate(chosen, terraform=_terraform(), root=Path.cwd())
    if output is options.Format.json:
        from tfgen.report import findings_json

        typer.echo(findings_json.render(findings))
    else:
        from tfgen.report import findings_text

        typer.echo(findings_text.render(findings, Path.cwd()))
    raise typer.Exit(1 if any(one.severity == "error" for one in findings) else 0)


def _terraform() -> str | None:
    """Terraform's path where there is one: it judges what python-hcl2 cannot read."""
    import shutil

    return shutil.which("terraform") or shutil.which("tofu")
