"""TFG722: the container or port of the appspec is not in the template of the task definition.

https://docs.aws.amazon.com/codedeploy/latest/userguide/reference-appspec-file-structure-resources.html
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tfgen.analysis.nearest import nearest
from tfgen.rules.frame import Finding, Rule, Subject
from tfgen.rules.pipeline.documents import Document, documents, part, properties
from tfgen.rules.pipeline.pipelines import report


def check(subject: Subject) -> Iterator[Finding]:
    """One finding for an appspec that sends requests where nothing listens."""
    found = documents(subject)
    # With several of them it is not known which belongs to which.
    if len(found.appspecs) != 1 or len(found.task_definitions) != 1:
        return
    [appspec], [template] = found.appspecs, found.task_definitions
    behind = part(properties(appspec), "LoadBalancerInfo")
    wrong = _wrong(behind, template) if isinstance(behind, dict) else None
    if wrong:
        places = appspec.item.at("content"), template.item.at("content")
        yield from report(RULE, subject.view, places, *wrong)


def _wrong(behind: dict[str, Any], template: Document) -> tuple[str, str] | None:
    name, port = part(behind, "ContainerName"), part(behind, "ContainerPort")
    containers = template.content["containerDefinitions"]
    known = [one["name"] for one in containers if _named(one)]
    if not isinstance(name, str) or len(known) != len(containers):
        return None
    if name not in known:
        close = nearest(name, known)
        remedy = f"did you mean {close}?" if close else f"it has: {', '.join(known)}"
        return f"the appspec names a container {name}, which the template does not have", remedy
    ports = _ports(next(one for one in containers if one["name"] == name))
    if ports is None or not str(port).isdigit() or int(port) in ports:
        return None
    message = f"the appspec names port {port} of container {name}, which has "
    message += ", ".join(map(str, sorted(ports))) or "none"
    return message, f"add the port to portMappings of {name}, or correct the appspec"


def _named(container: object) -> bool:
    return isinstance(container, dict) and isinstance(container.get("name"), str)


def _ports(container: dict[str, Any]) -> set[int] | None:
    """The ports of a container; None where they are not known."""
    mappings = container.get("portMappings", [])
    if not isinstance(mappings, list):
        return None
    ports = [str(one.get("containerPort")) if isinstance(one, dict) else "" for one in mappings]
    return {int(port) for port in ports} if all(map(str.isdigit, ports)) else None


RULE = Rule("TFG722", "appspec and task definition that do not meet", "error", check)
