"""The configuration of CircleCI: plan on branches; on the one that is applied plan, hold, apply.

https://circleci.com/docs/reference/configuration-reference/
"""

from __future__ import annotations

from typing import Any

from tfgen.app_side import template
from tfgen.infra_ci import roles
from tfgen.infra_ci.pipeline import Pipeline
from tfgen.project import Project

PATH = ".circleci/config.yml"


def files(project: Project, pipeline: Pipeline) -> dict[str, str]:
    """The one file that CircleCI reads."""
    document = template.load("infrastructure/circleci/config.yml")
    name, branch = project.settings.project, pipeline.branch
    for job in document["jobs"].values():
        template.replaced(job["environment"], "REQUIREMENT", pipeline.requirement)
        template.replaced(job["environment"], "BRANCH", branch)
    environments = list(project.settings.environments)
    flow = document["workflows"]["infrastructure"]["jobs"]
    for environment in environments:
        flow.append({"plan": _job(project, environment, "plan")})
    plans = [f"plan-{environment}" for environment in environments]
    flow.append(
        {
            "comment": {
                "context": [f"{name}-plan"],
                "requires": template.on_one_line(plans),
                "filters": _filters("ignore", branch),
            }
        }
    )
    earlier = plans
    for environment in environments:
        hold = f"approve-{environment}"
        flow.append(
            {
                hold: {
                    "type": "approval",
                    "requires": template.on_one_line(earlier),
                    "filters": _filters("only", branch),
                }
            }
        )
        job = _job(project, environment, "apply")
        # One run after the other: https://circleci.com/docs/guides/orchestrate/controlling-serial-execution-across-your-organization/
        job["serial-group"] = f"<< pipeline.project.slug >>/apply-{environment}"
        flow.append({"apply": {**job, "requires": [hold], "filters": _filters("only", branch)}})
        earlier = [f"apply-{environment}"]
    return {PATH: template.dump(document).replace("PROJECT-", f"{name}-")}


def _filters(kind: str, branch: str) -> dict[str, Any]:
    return {"branches": {kind: template.on_one_line([branch])}}


def _job(project: Project, environment: str, kind: str) -> dict[str, Any]:
    return {
        "name": f"{kind}-{environment}",
        "context": [f"{project.settings.project}-{kind}"],
        "environment": environment,
        "role": roles.arn(project, environment, kind),
        "region": project.region(environment),
    }
