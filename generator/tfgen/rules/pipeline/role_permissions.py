"""TFG714: the role of a pipeline lacks what one of its actions needs.

The needs are those of the pages of the actions and of
https://docs.aws.amazon.com/codepipeline/latest/userguide/how-to-custom-role.html
"""

from __future__ import annotations

from collections.abc import Iterator

from tfgen.rules.frame import Finding, Rule, Subject
from tfgen.rules.pipeline.pipelines import Action, actions, report
from tfgen.rules.pipeline.roles import Allowed, allowed, role_of
from tfgen.view.model import Item, Known, View

# Each need is met by one of several names.
_Need = tuple[str, ...]
_CODE_DEPLOY: tuple[_Need, ...] = (
    ("codedeploy:CreateDeployment",),
    ("codedeploy:GetApplicationRevision",),
    ("codedeploy:GetDeployment",),
    ("codedeploy:GetDeploymentConfig",),
    ("codedeploy:RegisterApplicationRevision",),
)
_NEEDS: dict[str, tuple[_Need, ...]] = {
    "CodeBuild": (("codebuild:StartBuild",), ("codebuild:BatchGetBuilds",)),
    "CodeCommit": (
        ("codecommit:GetBranch",),
        ("codecommit:GetCommit",),
        ("codecommit:UploadArchive",),
        ("codecommit:GetUploadArchiveStatus",),
    ),
    "CodeDeploy": _CODE_DEPLOY,
    "CodeDeployToECS": (*_CODE_DEPLOY, ("ecs:RegisterTaskDefinition",)),
    "CodeStarSourceConnection": (
        ("codeconnections:UseConnection", "codestar-connections:UseConnection"),
    ),
    "ECR": (("ecr:DescribeImages",),),
    "ECS": (
        ("ecs:DescribeServices",),
        ("ecs:DescribeTaskDefinition",),
        ("ecs:RegisterTaskDefinition",),
        ("ecs:UpdateService",),
    ),
}
_BATCH: tuple[_Need, ...] = (("codebuild:StartBuildBatch",), ("codebuild:BatchGetBuildBatches",))
_PASS: _Need = ("iam:PassRole",)
_ROLES = ("execution_role_arn", "task_role_arn")


def check(subject: Subject) -> Iterator[Finding]:
    """One finding for each action, naming all that the role lacks for it."""
    roles: dict[Item, Allowed | None] = {}
    for pipeline, action in actions(subject, *_NEEDS):
        role = role_of(pipeline.item)
        if role is None or action.node.written("role_arn"):
            continue
        if role not in roles:
            roles[role] = allowed(subject, role)
        may = roles[role]
        if may is None:
            continue
        needs = _needs(subject.view, action)
        missing = [need[0] for need in needs if not any(map(may.allows, need))]
        if missing:
            places = action.node.at("provider"), pipeline.item.at("role_arn")
            message = f"the role {role.name} of the pipeline lacks what {action.words} needs: "
            message += ", ".join(missing)
            remedy = "allow it in a policy of the role"
            yield from report(RULE, subject.view, places, message, remedy)


def _needs(view: View, action: Action) -> tuple[_Need, ...]:
    if action.setting("BatchEnabled") == "true":
        return _BATCH
    needs = _NEEDS[action.provider or ""]
    return (*needs, _PASS) if action.kind and _registers(action) and _has_roles(view) else needs


def _registers(action: Action) -> bool:
    return action.provider in {"ECS", "CodeDeployToECS"}


def _has_roles(view: View) -> bool:
    """Whether each task definition here has a role, which whoever registers it hands to ECS.

    https://docs.aws.amazon.com/AmazonECS/latest/developerguide/security_iam_id-based-policy-examples.html
    """
    tasks = view.resources("aws_ecs_task_definition")
    return bool(tasks) and all(any(_given(task, name) for name in _ROLES) for task in tasks)


def _given(task: Item, name: str) -> bool:
    """Whether a role is certainly named: by its ARN, or by what makes or reads it."""
    return isinstance(task.attribute(name), Known) or task.target(name) is not None


RULE = Rule("TFG714", "pipeline role without a permission it needs", "error", check)
