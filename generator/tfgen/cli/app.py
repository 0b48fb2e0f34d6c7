"""The commands put together, and the one place where errors become messages and exit codes."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from typing import Annotated

import typer

from tfgen import __version__
from tfgen.cli import options
from tfgen.cli.commands import LazyGroup
from tfgen.errors import TfgenError

INTERRUPTED = 130
# `\b` keeps the lines of a paragraph as they are.
HELP = """\
Terraform for Amazon ECS services: generated, checked, planned and rehearsed.

\b
Start here:
  tfgen init infra --environment stg=111111111111    a new repository
  cd infra && tfgen new-service web                  a service, by questions
  tfgen rehearse web                                 its whole life, on an embedded AWS

Exit codes: 0 done; 1 findings or a failed step; 2 wrong usage or a wrong file; 3 a bug in tfgen;
130 interrupted.
"""

app = typer.Typer(
    name="tfgen",
    cls=LazyGroup,
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"tfgen {__version__}")
        raise typer.Exit


@app.callback(help=HELP)
def tfgen(
    chdir: options.Chdir = None,
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """The options that stand before a command."""


def run(arguments: Sequence[str]) -> int:
    """Runs one command line; gives its exit code."""
    try:
        return _run(arguments)
    except TfgenError as error:
        return _report(error)
    except (KeyboardInterrupt, typer.Abort):
        typer.echo("interrupted", err=True)
        return INTERRUPTED
    except BrokenPipeError:
        # The reader of our output has gone (`tfgen … | head`): nobody is left to tell.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except OSError as error:
        from tfgen.writer import disk_error

        return _report(disk_error(error))
    except Exception as error:
        from tfgen.cli.failure import report_bug

        return report_bug(error)


def _report(error: TfgenError) -> int:
    from tfgen.cli.failure import report

    report(error)
    return error.exit_code


def _run(arguments: Sequence[str]) -> int:
    try:
        code = app(args=list(arguments), prog_name="tfgen", standalone_mode=False)
    except typer.Exit as end:
        return end.exit_code
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else 1
    except Exception as error:
        # Typer's own complaints about the command line know how to show themselves; their class
        # has no public name (Typer carries its own Click).
        show, code = getattr(error, "show", None), getattr(error, "exit_code", None)
        if show is None or not isinstance(code, int):
            raise
        show()
        return code
    return code if isinstance(code, int) else 0
