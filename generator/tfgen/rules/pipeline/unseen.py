"""Whether something that is not seen may complete a resource: its policies, its versioning."""

from __future__ import annotations

from collections.abc import Iterator

from tfgen.rules.frame import Subject
from tfgen.rules.roots import is_root
from tfgen.view.model import Item, Known, Node


def completed_elsewhere(subject: Subject, item: Item, name: str) -> bool:
    """Whether a caller, or a module that is not read, is told of a resource.

    `name` is the attribute by which others may name it, too.
    """
    view = subject.view
    away = [call for call in view.calls() if not _is_local(call)]
    # Local files that are not read, or that override others.
    unread = not away and not view.closed
    if unread or any(_told(call, item, item.text(name)) for call in away):
        return True
    return not is_root(subject.module) and any(
        item in output.sources("value") for output in _outputs(subject)
    )


def _is_local(call: Item) -> bool:
    source = call.attribute("source")
    return isinstance(source, Known) and str(source.text).startswith(("./", "../"))


def _told(call: Item, item: Item, name: str | None) -> bool:
    return any(
        item in call.sources(attribute.name) or (name and call.text(attribute.name) == name)
        for attribute in call.body.attributes
    )


def _outputs(subject: Subject) -> Iterator[Node]:
    view = subject.view
    # The pipeline is in the module itself, or in one that it calls.
    own = (each for each in (*view.calls(), *view.resources("aws_codepipeline")) if each.own)
    evaluator = next(own).evaluator
    for file, block in subject.module.blocks("output"):
        yield Node(file, block, block.body, evaluator)
