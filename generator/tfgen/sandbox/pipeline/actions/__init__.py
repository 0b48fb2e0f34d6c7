"""What each action provider does: one file and one line each."""

from __future__ import annotations

from collections.abc import Mapping

from tfgen.sandbox.pipeline.actions import codebuild, connection, ecs
from tfgen.sandbox.pipeline.model import Handler

HANDLERS: Mapping[str, Handler] = {
    "CodeStarSourceConnection": connection.run,
    "CodeBuild": codebuild.run,
    "ECS": ecs.run,
}
