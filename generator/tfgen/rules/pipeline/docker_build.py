"""TFG723: a build runs Docker in a container that is not privileged.

https://docs.aws.amazon.com/codebuild/latest/userguide/sample-docker.html
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from tfgen.rules.frame import Finding, Rule, Subject
from tfgen.rules.pipeline.pipelines import report, text
from tfgen.view.model import ABSENT, Item, Known

# A command that starts a line, an item of a list or a part of a command line.
_DOCKER = re.compile(
    r"""(?:^|[;&|(])\s*(?:-\s+)?["']?(docker(?:-compose)?\s+(?:buildx|build|run|compose|up))\b""",
    re.M,
)


def check(subject: Subject) -> Iterator[Finding]:
    """One finding for each project whose known buildspec needs a Docker daemon it has not."""
    for project in subject.view.resources("aws_codebuild_project"):
        if not project.own:
            continue
        command = _command(project)
        environment = project.blocks("environment").only
        if command is None or environment is None:
            continue
        privileged = environment.attribute("privileged_mode")
        kind = text(environment, "type")
        if kind is None or "WINDOWS" in kind:
            continue
        if privileged is ABSENT or (isinstance(privileged, Known) and privileged.flag is False):
            places = environment.at("privileged_mode"), project.place
            message = f"the build runs `{command}`, and there is no Docker daemon for it"
            yield from report(RULE, subject.view, places, message, "privileged_mode = true")


def _command(project: Item) -> str | None:
    source = project.blocks("source").only
    spec = text(source, "buildspec") if source else None
    match = _DOCKER.search(spec) if spec and "\n" in spec else None
    return match[1] if match else None


RULE = Rule("TFG723", "Docker build without privileged mode", "warning", check)
