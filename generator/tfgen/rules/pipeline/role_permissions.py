"""TFG714: the role of a pipeline lacks what one of its actions needs.

The needs are those of the pages of the actions and of
https://docs.aws.amazon.com/codepipeline/latest/userguide/how-to-custom-role.html
"""

from __future__ import annotations

from collections.abc import Iterator

from tfgen.rules.frame import Finding, Rule, Subject
from tfgen.rules.pipeline.pipelines import Action, actions, report
from tfgen.rules.pipeline.roles import Allowed, allowed
from tfgen.view.model import ABSENT, Item, View

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


def check(subject: Subject) -> Iterator[Finding]:
    """One finding for each action, naming all that the role lacks for it."""
    roles: dict[Item, Allowed | None] = {}
    for pipeline, action in actions(subject, *_NEEDS):
        role = pipeline.item.target("role_arn")
        if role is None or role.type != "aws_iam_role" or action.node.written("role_arn"):
            continue
        if role not in roles:
            roles[role] = allowed(subject.view, role)
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
    """Whether a task definition here has a role, which whoever registers it hands to ECS.

    https://docs.aws.amazon.com/AmazonECS/latest/developerguide/security_iam_id-based-policy-examples.html
    """
    return any(
        item.attribute(name) is not ABSENT
        for item in view.resources("aws_ecs_task_definition")
        for name in ("execution_role_arn", "task_role_arn")
    )


RULE = Rule("TFG714", "pipeline role without a permission it needs", "error", check)
