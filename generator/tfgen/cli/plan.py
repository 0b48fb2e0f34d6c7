"""`tfgen plan`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tfgen.cli import options, stacks
from tfgen.cli.opening import open_project

if TYPE_CHECKING:
    from tfgen.runner.selection import StackFolder
    from tfgen.terraform.gateway import PlanResult, Terraform
    from tfgen.terraform.plan_summary import PlanSummary


def plan(
    services: options.Services = None,
    env: options.Environment = None,
    out: Annotated[
        Path | None,
        typer.Option(
            "--out", metavar="DIR", help="Keep the plans in DIR, for: tfgen apply --plans DIR."
        ),
    ] = None,
    detailed_exitcode: Annotated[
        bool, typer.Option("--detailed-exitcode", help="0: no change, 1: error, 2: changes.")
    ] = False,
    sandbox: options.Sandbox = False,
    output: options.Output = options.Format.text,
    chdir: options.Chdir = None,
) -> None:
    """Show what Terraform would change in each stack.

    Refuses when the AWS credentials belong to another account than the environment's.

    Example: tfgen plan web --env stg
    """
    from tfgen.runner.run import plan_file, planned, terraform_in
    from tfgen.runner.selection import select

    project = open_project()
    chosen = select(project, services or (), env)
    as_json = output is options.Format.json
    folder = out.absolute() if out else project.private_folder / "plans"

    def one(stack: StackFolder) -> stacks.Outcome:
        if not as_json:
            stacks.heading(stack, chosen)
        place = stacks.place(project, stack, sandbox=sandbox)
        terraform = terraform_in(project, place, _note)
        kept = plan_file(folder, stack)
        try:
            result, seconds = planned(
                place, terraform, kept, destroy=False, json=as_json, say=typer.echo
            )
            summary = result.summary or _summary(stack, terraform, result)
        finally:
            if out is None:
                kept.unlink(missing_ok=True)
        word = "changed" if result.changed else "no-op"
        outcome = stacks.Outcome(stack, word, seconds, summary)
        for note in () if as_json else stacks.plan_notes(outcome):
            typer.echo(f"note: {note}")
        return outcome

    outcomes = stacks.each(chosen, one)
    if as_json:
        typer.echo(stacks.as_json(outcomes, project))
    elif len(chosen) > 1:
        typer.echo("")
        for outcome in outcomes:
            typer.echo(f"{outcome.result:>8}  {outcome.stack.name}")
    raise typer.Exit(stacks.exit_code(outcomes, detailed=detailed_exitcode))


def _summary(stack: StackFolder, terraform: Terraform, plan: PlanResult) -> PlanSummary | None:
    """The changes of a plan that was shown as text, read where there may be a note on them.

    Reading it costs seconds, so only blue/green stacks pay, and only for a change.
    """
    from tfgen.terraform.plan_summary import summarise

    if plan.changed and (stack.path / "deployment.tf").is_file():
        return summarise(terraform.show_json(plan.plan_file))
    return None


def _note(text: str) -> None:
    typer.echo(text, err=True)
