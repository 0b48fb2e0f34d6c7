"""TFG721: an appspec that CodeDeploy would refuse, or that deploys something else.

https://docs.aws.amazon.com/codedeploy/latest/userguide/reference-appspec-file-structure-resources.html
https://docs.aws.amazon.com/codedeploy/latest/userguide/reference-appspec-file-structure-hooks.html
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tfgen.analysis.nearest import nearest
from tfgen.evaluate.values import UNKNOWN
from tfgen.rules.frame import Finding, Rule, Subject
from tfgen.rules.pipeline.documents import Document, documents, part, properties
from tfgen.rules.pipeline.pipelines import actions, report

_HOOKS = (
    "BeforeInstall",
    "AfterInstall",
    "AfterAllowTestTraffic",
    "BeforeAllowTraffic",
    "AfterAllowTraffic",
)
_PLACEHOLDER = "<TASK_DEFINITION>"
_Problem = tuple[str, str]


def check(subject: Subject) -> Iterator[Finding]:
    """One finding for each thing that is wrong with each appspec."""
    by_pipeline = any(True for _ in actions(subject, "CodeDeployToECS"))
    for document in documents(subject).appspecs:
        for message, remedy in _problems(document, by_pipeline):
            places = document.item.at("content"), document.item.place
            yield from report(RULE, subject.view, places, message, remedy)


def _problems(document: Document, by_pipeline: bool) -> Iterator[_Problem]:
    version = part(document.content, "version")
    if version is None:
        yield "the appspec has no version", "version: 0.0"
    elif version is not UNKNOWN and (str(version) != "0.0"):
        hint = 'yamlencode and jsonencode write 0.0 as 0: use a heredoc, or the text "0.0"'
        yield f"the version of the appspec is {version}, and must be 0.0", hint
    resources = part(document.content, "Resources")
    if isinstance(resources, list) and len(resources) != 1:
        yield f"the appspec names {len(resources)} services", "name exactly one TargetService"
    elif isinstance(resources, dict):
        yield "Resources is no list", "write - TargetService: below Resources"
    else:
        yield from _of_service(properties(document), by_pipeline)
    yield from _of_hooks(part(document.content, "Hooks"))


def _of_service(found: dict[str, Any], by_pipeline: bool) -> Iterator[_Problem]:
    if not found:
        return
    for name in ("TaskDefinition", "LoadBalancerInfo"):
        if part(found, name) is None:
            yield f"the service of the appspec lacks {name}", f"add {name} to its Properties"
    behind = part(found, "LoadBalancerInfo")
    if isinstance(behind, dict):
        for name in ("ContainerName", "ContainerPort"):
            if part(behind, name) is None:
                yield f"LoadBalancerInfo of the appspec lacks {name}", f"add {name}"
    definition = part(found, "TaskDefinition")
    if by_pipeline and isinstance(definition, str) and definition != _PLACEHOLDER:
        message = "the appspec names a task definition, so no deployment takes the new one"
        yield message, f"TaskDefinition: {_PLACEHOLDER}"


def _of_hooks(hooks: object) -> Iterator[_Problem]:
    for hook in hooks if isinstance(hooks, list) else []:
        for name in hook if isinstance(hook, dict) else ():
            if name not in _HOOKS:
                close = nearest(str(name), _HOOKS)
                remedy = f"did you mean {close}?" if close else f"it may be: {', '.join(_HOOKS)}"
                yield f"an ECS deployment has no hook {name}", remedy


RULE = Rule("TFG721", "appspec that CodeDeploy refuses", "error", check)
