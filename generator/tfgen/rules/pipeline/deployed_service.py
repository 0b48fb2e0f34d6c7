"""TFG717: the ECS action deploys a service that the module does not have, beside one it has.

https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-ECS.html
"""

from __future__ import annotations

from collections.abc import Iterator

from tfgen.analysis.nearest import nearest
from tfgen.rules.frame import Finding, Rule, Subject
from tfgen.rules.pipeline.pipelines import actions, report, text
from tfgen.view.model import Item


def check(subject: Subject) -> Iterator[Finding]:
    """One finding for each ECS action that names no service here, or its service elsewhere."""
    services = subject.view.resources("aws_ecs_service")
    names = [text(service, "name") for service in services]
    if not services or None in names or any(not service.exists for service in services):
        return
    # A module that is not read may have the service.
    if not subject.view.closed:
        return
    for pipeline, action in actions(subject, "ECS"):
        name, cluster = action.setting("ServiceName"), action.setting("ClusterName")
        if name is None:
            continue
        same = [one for one, known in zip(services, names, strict=True) if known == name]
        if not same:
            key, message = "ServiceName", f"no service here has the name {name}"
            remedy = f"did you mean {nearest(name, map(str, names)) or names[0]}?"
        elif cluster and (other := _other_cluster(same, cluster)):
            key, message = "ClusterName", f"the service {name} is in the cluster {other}"
            remedy = f"did you mean {other}?"
        else:
            continue
        places = action.at(key), pipeline.item.place
        yield from report(RULE, subject.view, places, message, remedy)


def _other_cluster(services: list[Item], cluster: str) -> str | None:
    """The cluster of the services, where it is known and another."""
    found = {(text(one, "cluster") or cluster).rpartition("/")[2] for one in services}
    return found.pop() if cluster not in found else None


RULE = Rule("TFG717", "deployment of another service than the module's", "warning", check)
