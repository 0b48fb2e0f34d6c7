"""TFG716: a build hands the ECS action images for containers that the service does not have.

The ECS action takes `imagedefinitions.json`, `[{"name": container, "imageUri": image}]`, and fails
where the running revision has no such container.
https://docs.aws.amazon.com/codepipeline/latest/userguide/file-reference.html
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from tfgen.analysis.nearest import nearest
from tfgen.rules.frame import Finding, Rule, Subject
from tfgen.rules.pipeline.pipelines import Action, Pipeline, actions, report, text
from tfgen.view.model import Item, Known, View

# In a buildspec the file is mostly written by printf or echo, its quotes escaped or not.
_NAME = re.compile(
    r"""\{\s*\\?["']name\\?["']\s*:\s*\\?["'](?P<name>[^"'\\]*)\\?["']\s*,\s*\\?["']imageUri"""
)
_OTHER_FILE = re.compile(r">\s*(?!\S*imagedefinitions\.json)\S+\.json")
_VARIABLE = re.compile(r"\$\{?(?P<name>\w+)\}?")
_FILE = "imagedefinitions.json"


def check(subject: Subject) -> Iterator[Finding]:
    """One finding for each container that an ECS action is told of and that does not exist."""
    for pipeline, action in actions(subject, "ECS"):
        project = _project(subject.view, pipeline, action)
        names = _names(project) if project else []
        service = _service(subject.view, action) if names else None
        containers = _containers(service) if service else None
        for name in names if project and containers else ():
            if project and containers and name not in containers:
                close = nearest(name, containers)
                message = f"the build writes an image for a container {name}, which "
                message += f"{action.words} does not find in the task definition"
                remedy = f"did you mean {close}?" if close else f"it has: {', '.join(containers)}"
                places = project.at("source"), action.node.place, pipeline.item.place
                yield from report(RULE, subject.view, places, message, remedy)


def _project(view: View, pipeline: Pipeline, action: Action) -> Item | None:
    """The CodeBuild project that makes the only input artifact of an action."""
    if not action.inputs or action.setting("FileName") not in {None, _FILE}:
        return None
    for maker in pipeline.actions:
        if action.inputs[0] in (maker.outputs or ()) and maker.provider == "CodeBuild":
            found = maker.target("ProjectName")
            if found is not None and found.type == "aws_codebuild_project":
                return found
            name = maker.setting("ProjectName")
            projects = view.resources("aws_codebuild_project")
            return next((one for one in projects if name and text(one, "name") == name), None)
    return None


def _service(view: View, action: Action) -> Item | None:
    name = action.setting("ServiceName")
    services = view.resources("aws_ecs_service")
    return next((one for one in services if name and text(one, "name") == name), None)


def _containers(service: Item) -> list[str] | None:
    """The names of a service's containers; None where not all are known."""
    definition = service.target("task_definition")
    if definition is None or definition.type != "aws_ecs_task_definition":
        return None
    answer = definition.json("container_definitions")
    found = answer.items if isinstance(answer, Known) else ()
    names = [one.get("name") if isinstance(one, dict) else None for one in found]
    known = [name for name in names if isinstance(name, str)]
    return known if known and len(known) == len(names) else None


def _names(project: Item) -> list[str]:
    """The names of containers in the buildspec of a project, as far as they are known."""
    source = project.blocks("source").only
    spec = text(source, "buildspec") if source else None
    if spec is None or _FILE not in spec:
        return []
    variables = _variables(project)
    written = (line for line in spec.splitlines() if not line.lstrip().startswith("#"))
    # A build may write one such file for each action, `FileName` says which is whose.
    lines = "\n".join(line for line in written if not _OTHER_FILE.search(line))
    found: dict[str, None] = {}
    for match in _NAME.finditer(lines):
        variable = _VARIABLE.fullmatch(match["name"])
        name = variables.get(variable["name"]) if variable else match["name"]
        if name and not set(name) & set("$%<>{}"):
            found[name] = None
    return list(found)


def _variables(project: Item) -> dict[str, str | None]:
    environment = project.blocks("environment").only
    if environment is None:
        return {}
    return {
        name: text(block, "value")
        for block in environment.blocks("environment_variable")
        if (name := text(block, "name")) and text(block, "type") in {None, "PLAINTEXT"}
    }


RULE = Rule("TFG716", "image for a container that does not exist", "error", check)
