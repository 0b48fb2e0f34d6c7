"""The workflows of GitHub Actions: plan.yml, apply.yml, drift.yml.

No expression stands inside a script: what a script needs comes as a variable of its environment.
https://docs.github.com/en/actions/reference/security/secure-use#understanding-the-risk-of-script-injections
"""

from __future__ import annotations

import copy
from typing import Any

from tfgen import __version__
from tfgen.app_side import template
from tfgen.infra_ci import roles
from tfgen.infra_ci.pipeline import Pipeline
from tfgen.project import Project

FOLDER = ".github/workflows"

_TFGEN = "TFGEN"


def files(project: Project, pipeline: Pipeline) -> dict[str, str]:
    """The three workflows, by their paths."""
    made = {
        "plan.yml": _plan(project, pipeline),
        "apply.yml": _apply(project, pipeline),
        "drift.yml": _drift(project, pipeline),
    }
    for workflow in made.values():
        for job in workflow["jobs"].values():
            _use_tfgen(job, pipeline)
    return {f"{FOLDER}/{name}": template.dump(workflow) for name, workflow in made.items()}


def _plan(project: Project, pipeline: Pipeline) -> Any:
    workflow = template.load("infrastructure/github/plan.yml")
    workflow["on"]["pull_request"]["branches"] = template.on_one_line([pipeline.branch])
    jobs = workflow["jobs"]
    jobs["plan"]["strategy"]["matrix"]["include"] = _matrix(project)
    for step in jobs["comment"]["steps"]:
        if "ENVIRONMENTS" in step.get("env", {}):
            step["env"]["ENVIRONMENTS"] = " ".join(project.settings.environments)
    return workflow


def _apply(project: Project, pipeline: Pipeline) -> Any:
    """A job that plans and one that applies for each environment, in the order of tfgen.yaml."""
    workflow = template.load("infrastructure/github/apply.yml")
    workflow["on"]["push"]["branches"] = template.on_one_line([pipeline.branch])
    jobs = workflow["jobs"]
    plan, apply = jobs.pop("plan"), jobs.pop("apply")
    environments = list(project.settings.environments)
    plans = [f"plan-{name}" for name in environments]
    for name in environments:
        job = _filled(plan, project, pipeline, name, "plan")
        _add(jobs, f"plan-{name}", job)
    for number, name in enumerate(environments):
        job = _filled(apply, project, pipeline, name, "apply")
        # Nobody is asked to approve what changes nothing; after a failure nothing more is applied.
        needs = [*plans, *(f"apply-{one}" for one in environments[:number])]
        job["needs"] = template.on_one_line(needs)
        # What ran into its timeout counts as cancelled, and the workflow goes on.
        ended = "!cancelled() && !failure() && !contains(needs.*.result, 'cancelled')"
        condition = f"{ended} && needs.plan-{name}.outputs.stacks > 0"
        job["if"] = f"${{{{ {condition} }}}}"
        _add(jobs, f"apply-{name}", job)
    return workflow


def _drift(project: Project, pipeline: Pipeline) -> Any:
    workflow = template.load("infrastructure/github/drift.yml")
    job = workflow["jobs"]["drift"]
    job["strategy"]["matrix"]["include"] = _matrix(project)
    template.replaced(job, "BRANCH", pipeline.branch)
    return workflow


def _matrix(project: Project) -> list[dict[str, str]]:
    return [
        {
            "environment": name,
            "region": project.region(name),
            "role": roles.arn(project, name, "plan"),
        }
        for name in project.settings.environments
    ]


def _filled(model: Any, project: Project, pipeline: Pipeline, environment: str, kind: str) -> Any:
    job = copy.deepcopy(model)
    if "environment" in job:
        job["environment"] = environment
    job["env"]["ENVIRONMENT"] = environment
    if "if" in job:
        template.replaced(job, "refs/heads/BRANCH", f"refs/heads/{pipeline.branch}")
    for step in job["steps"]:
        inputs = step.get("with", {})
        if "role-to-assume" in inputs:
            inputs["role-to-assume"] = roles.arn(project, environment, kind)
            inputs["aws-region"] = project.region(environment)
        if str(inputs.get("name", "")).endswith("-ENV"):
            inputs["name"] = f"{inputs['name'].removesuffix('ENV')}{environment}"
        if "BRANCH_NAME" in step.get("env", {}):
            step["env"]["BRANCH_NAME"] = template.quoted(pipeline.branch)
    return job


def _use_tfgen(job: Any, pipeline: Pipeline) -> None:
    for step in job["steps"]:
        if step.get("uses") == _TFGEN:
            step["uses"] = pipeline.tfgen
            step.yaml_add_eol_comment(f"tfgen {__version__}", "uses")


def _add(jobs: Any, name: str, job: Any) -> None:
    jobs[name] = job
    if len(jobs) > 1:
        template.space_before(jobs, name)
