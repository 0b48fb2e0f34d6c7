"""`tfgen validate`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from tfgen.cli import options


def validate(
    paths: Annotated[
        list[Path] | None,
        typer.Argument(metavar="PATH", help="Files or folders; this one by default."),
    ] = None,
    output: options.Output = options.Format.text,
    chdir: options.Chdir = None,
) -> None:
    """Check any Terraform code, without init.

    Needs no network. Exits 1 on an error.

    A finding is passed over with a comment on its line or the line above:
    # tfgen:ignore=TFG101 the reason

    Example: tfgen validate stacks modules
    """
    from tfgen import validation

    findings = validation.validate(paths or [Path()])
    if output is options.Format.json:
        from tfgen.report import findings_json

        typer.echo(findings_json.render(findings))
    else:
        from tfgen.report import findings_text

        typer.echo(findings_text.render(findings, validation.source_texts(findings)), nl=False)
    raise typer.Exit(1 if any(one.severity == "error" for one in findings) else 0)
