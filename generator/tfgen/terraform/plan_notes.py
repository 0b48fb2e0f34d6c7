"""What a plan does not say by itself about the changes in it."""

from __future__ import annotations

from tfgen.terraform.plan_summary import PlanSummary

# The address of a resource in generated stacks -> what its change means.
NOTES = {
    "aws_s3_object.task_definition": (
        "the task definition is a template here: this change takes effect with the next deployment"
    ),
    "aws_s3_object.appspec": (
        "the appspec is a template here: this change takes effect with the next deployment"
    ),
}


def notes(summary: PlanSummary) -> tuple[str, ...]:
    """A line for each change that needs one; a resource that is new needs none."""
    changed = {change.address for change in summary.changes if change.kind == "change"}
    return tuple(text for address, text in NOTES.items() if address in changed)
