"""The buildspecs of CodeBuild: one project plans pull requests, one applies what is merged.

https://docs.aws.amazon.com/codebuild/latest/userguide/build-spec-ref.html
"""

from __future__ import annotations

from tfgen.app_side import template
from tfgen.infra_ci.pipeline import Pipeline
from tfgen.project import Project

FOLDER = "ci/codebuild"


def files(project: Project, pipeline: Pipeline) -> dict[str, str]:
    """Both buildspecs; which environment it is stands in the project that runs them."""
    found = {}
    for name in ("plan.yml", "apply.yml"):
        document = template.load(f"infrastructure/codebuild/{name}")
        template.replaced(document["env"], "REQUIREMENT", pipeline.requirement)
        template.replaced(document["env"], "BRANCH", pipeline.branch)
        text = template.dump(document)
        found[f"{FOLDER}/{name}"] = text.replace("PROJECT-", f"{project.settings.project}-")
    return found
