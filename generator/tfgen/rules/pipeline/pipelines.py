"""The pipelines of a module, as its rules look at them.

https://docs.aws.amazon.com/codepipeline/latest/userguide/pipeline-requirements.html
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from tfgen.hcl.model import Attribute
from tfgen.hcl.syntax import Constant, Object, Text, Tuple
from tfgen.rules.frame import Finding, Rule, Subject
from tfgen.rules.pipeline.providers import Provider, provider
from tfgen.view.model import Absent, Blocks, Item, Known, Node, Place, View

_MEMORY = "pipelines"


@dataclass(frozen=True)
class Action:
    """An action. What is not known is None; `order` is 1 where none is given."""

    node: Node
    stage: int
    name: str | None
    category: str | None
    owner: str | None
    provider: str | None
    version: str | None
    inputs: tuple[str, ...] | None
    outputs: tuple[str, ...] | None
    order: int | None

    @cached_property
    def kind(self) -> Provider | None:
        """What is known of its provider; None where the provider is not AWS's own or unknown."""
        found = provider(self.provider, self.category)
        return found if found and self.owner == found.owner else None

    @cached_property
    def keys(self) -> frozenset[str] | None:
        """The keys of the configuration that may have a value; None where they are not known."""
        written = self.node.written("configuration")
        if written is None:
            return frozenset() if self.node.blocks("configuration").absent else None
        if self._entries is not None:
            return frozenset(
                key
                for key, entry in self._entries.items()
                if not (isinstance(entry.value, Constant) and entry.value.value is None)
            )
        answer = self.node.attribute("configuration")
        # What a default says, a caller may say otherwise.
        if isinstance(answer, Known) and answer.settled and isinstance(answer.value, dict):
            return frozenset(key for key, value in answer.value.items() if value is not None)
        return None

    @cached_property
    def _entries(self) -> dict[str, Attribute] | None:
        """The entries of a configuration that is written as an object with plain keys."""
        written = self.node.written("configuration")
        if written is None or not isinstance(written.value, Object):
            return None
        if not all(isinstance(entry.key, Text) for entry in written.value.entries):
            return None
        return {entry.name: entry for entry in written.entries}

    def setting(self, key: str) -> str | None:
        """The value of a key; None where it is not given or not known."""
        if self._entries is not None:
            entry = self._entries.get(key)
            return _text(self.node, entry) if entry else None
        answer = self.node.attribute("configuration")
        known = answer.value if isinstance(answer, Known) else None
        value = known.get(key) if isinstance(known, dict) else None
        if isinstance(value, bool):
            return str(value).lower()
        return str(value) if isinstance(value, str | int) else None

    def target(self, key: str) -> Item | None:
        """The resource that the value of a key names."""
        entry = (self._entries or {}).get(key)
        return self.node.evaluator.target(self.node, entry.value) if entry else None

    def at(self, key: str) -> Place:
        """Where a key of the configuration is written; else where the configuration is."""
        entry = (self._entries or {}).get(key)
        position = entry.position if entry else self.node.at("configuration").position
        return Place(self.node.file.path, position)

    @property
    def words(self) -> str:
        """How a message names it."""
        return f"action {self.name}" if self.name else "this action"


@dataclass(frozen=True)
class Pipeline:
    """A pipeline. Not `complete`: it may have stages or actions that are not known."""

    item: Item
    stages: Blocks
    actions: tuple[Action, ...]
    complete: bool

    def of_stage(self, number: int) -> tuple[Action, ...]:
        """The actions of one stage, counted from 0."""
        return tuple(action for action in self.actions if action.stage == number)


def pipelines(subject: Subject) -> tuple[Pipeline, ...]:
    """The pipelines of a module, read once for all rules."""
    memory = vars(subject)
    found = memory.get(_MEMORY)
    if found is None:
        items = subject.view.resources("aws_codepipeline")
        found = memory[_MEMORY] = tuple(_pipeline(item) for item in items)
    return tuple(found)


def actions(subject: Subject, *providers: str) -> Iterator[tuple[Pipeline, Action]]:
    """The actions of these providers; all where none is named."""
    for pipeline in pipelines(subject):
        for action in pipeline.actions:
            if not providers or action.provider in providers:
                yield pipeline, action


def report(
    rule: Rule, view: View, places: tuple[Place, ...], message: str, remedy: str
) -> Iterator[Finding]:
    """One finding, at the first of the places that lies in the module itself."""
    for place in view.blame(*places):
        yield rule.finding(*place, message, remedy)


def text(node: Node, name: str) -> str | None:
    """The text of an attribute; None where it is absent or not known."""
    attribute = node.written(name)
    return _text(node, attribute) if attribute else None


def _text(node: Node, attribute: Attribute) -> str | None:
    # Most are plain texts, for which nothing need be evaluated.
    if isinstance(attribute.value, Text):
        return attribute.value.value
    answer = node.evaluator.answer(node, attribute.value)
    return answer.text if isinstance(answer, Known) else None


def _pipeline(item: Item) -> Pipeline:
    stages = item.blocks("stage")
    complete = stages.complete
    found: list[Action] = []
    for number, stage in enumerate(stages):
        inner = stage.blocks("action")
        complete = complete and inner.complete
        found += (_action(node, number) for node in inner)
    return Pipeline(item, stages, tuple(found), complete)


def _action(node: Node, stage: int) -> Action:
    order = node.attribute("run_order")
    return Action(
        node,
        stage,
        text(node, "name"),
        text(node, "category"),
        text(node, "owner"),
        text(node, "provider"),
        text(node, "version"),
        _artifacts(node, "input_artifacts"),
        _artifacts(node, "output_artifacts"),
        order.number if isinstance(order, Known) else 1 if isinstance(order, Absent) else None,
    )


def _artifacts(node: Node, name: str) -> tuple[str, ...] | None:
    attribute = node.written(name)
    if attribute is None:
        return ()
    if isinstance(attribute.value, Tuple):
        texts = [one.value for one in attribute.value.items if isinstance(one, Text)]
        if len(texts) == len(attribute.value.items):
            return tuple(texts)
    answer = node.attribute(name)
    if isinstance(answer, Absent):
        return ()
    if not isinstance(answer, Known) or not isinstance(answer.value, list):
        return None
    if not answer.items and not answer.settled:
        return None  # a default that the caller replaces
    names = tuple(one for one in answer.items if isinstance(one, str))
    return names if len(names) == len(answer.items) else None
