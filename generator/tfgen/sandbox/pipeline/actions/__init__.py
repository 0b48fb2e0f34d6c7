"""What each action provider does: one file and one line each."""

from __future__ import annotations

from collections.abc import Mapping

from tfgen.sandbox.pipeline.actions import codebuild, codedeploy, connection, ecr, ecs, manual, s3
from tfgen.sandbox.pipeline.model import Handler

HANDLERS: Mapping[str, Handler] = {
    "CodeBuild": codebuild.run,
    "CodeDeployToECS": codedeploy.run,
    "CodeStarSourceConnection": connection.run,
    "ECR": ecr.run,
    "ECS": ecs.run,
    "Manual": manual.run,
    "S3": s3.run,
}
