"""`tfgen sandbox start|status|stop`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from tfgen.cli import options
from tfgen.cli.opening import open_project

if TYPE_CHECKING:
    from tfgen.project import Project

app = typer.Typer(
    help="The embedded AWS: try any of this without an account.",
    no_args_is_help=True,
    rich_markup_mode=None,
)


@app.command()
def start(env: options.Environment = None, chdir: options.Chdir = None) -> None:
    """Start the embedded AWS of an environment and print the exports that lead to it.

    It holds what the environment is assumed to have: network, cluster, load balancer, connection.

    Example: eval "$(tfgen sandbox start --env stg)"
    """
    from tfgen.sandbox import lifecycle, workspace

    project = open_project()
    name = _environment(project, env)
    path = workspace.state_file(project, name)
    account = project.environment(name).account_id
    running = lifecycle.start(account, project.region(name), path)
    made = workspace.bench(project, name, running, path.parent).foundation
    typer.echo(f"# {name} on {running.endpoint}, account {account}, cluster {made.cluster}")
    for variable, value in running.environ().items():
        typer.echo(f"export {variable}={value}")
    typer.echo(f"# next: tfgen apply --env {name} --sandbox", err=True)


@app.command()
def status(env: options.Environment = None, chdir: options.Chdir = None) -> None:
    """Say which embedded AWSs run. Exits 1 when none does.

    Example: tfgen sandbox status
    """
    from tfgen.sandbox import lifecycle, workspace

    project = open_project()
    running = 0
    for name in [env] if env else project.settings.environments:
        project.environment(name)
        found = lifecycle.status(workspace.state_file(project, name))
        running += found is not None
        typer.echo(
            f"{name}: " + (f"{found.endpoint} (process {found.pid})" if found else "stopped")
        )
    raise typer.Exit(0 if running else 1)


@app.command()
def stop(env: options.Environment = None, chdir: options.Chdir = None) -> None:
    """Stop the embedded AWS of an environment, or of all; what it held is gone.

    Example: tfgen sandbox stop
    """
    import shutil

    from tfgen.sandbox import lifecycle, workspace

    project = open_project()
    for name in [env] if env else project.settings.environments:
        project.environment(name)
        path = workspace.state_file(project, name)
        stopped = lifecycle.stop(path)
        # The states of the scratch copies describe what has just ended.
        shutil.rmtree(path.parent, ignore_errors=True)
        typer.echo(f"{name}: {'stopped' if stopped else 'was not running'}")


def _environment(project: Project, name: str | None) -> str:
    chosen = name or next(iter(project.settings.environments))
    project.environment(chosen)
    return chosen
