"""What can be asked of the resources of a module.

    for service in view.resources("aws_ecs_service"):
        launch = service.attribute("launch_type")
        if isinstance(launch, Known) and launch.text == "FARGATE":
            for place in view.blame(launch.place, service.place):
                yield RULE.finding(*place, "message", "remedy")

Three answers for each attribute: `Known`, `ABSENT` (certainly not given) and `UNKNOWN`. A rule
reports only what it knows; with `UNKNOWN` it keeps silent.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Protocol, TypeVar

from tfgen.evaluate.values import UNKNOWN, Value
from tfgen.hcl.model import Attribute, Block, Body, File
from tfgen.hcl.references import Reference
from tfgen.hcl.syntax import Expression, Text, Tuple
from tfgen.view.answers import ABSENT, SETTLED, Absent, Answer, Key, Known, Origin, Place

__all__ = [
    "ABSENT",
    "SETTLED",
    "UNKNOWN",
    "Absent",
    "Answer",
    "Blocks",
    "Evaluator",
    "Item",
    "Key",
    "Known",
    "Node",
    "Origin",
    "Place",
    "View",
]

_T = TypeVar("_T")


class Evaluator(Protocol):
    """What knows the names that an expression may use: one module, called in one way."""

    def answer(self, node: Node, expression: Expression) -> Answer:
        """What an expression of `node` comes to."""

    def raw(self, node: Node, expression: Expression) -> Value:
        """The same as a value of `evaluate/`."""

    def json(self, node: Node, expression: Expression) -> Answer:
        """What the JSON says that an expression comes to."""

    def target(self, node: Node, expression: Expression) -> Item | None:
        """The resource or data source of which the expression gives an attribute."""

    def sources(self, node: Node, expression: Expression) -> tuple[Item, ...]:
        """The resources and data sources that the expression depends on."""

    def expand(self, node: Node, block: Block) -> Blocks:
        """The blocks that a `dynamic` block makes."""


@dataclass(frozen=True, eq=False)
class Node:
    """A block with attributes and blocks: a resource, or a block inside of one.

    `names` are `each`, `count` and the iterators of `dynamic` blocks around it, `origin` what these
    depend on.
    """

    file: File
    block: Block
    body: Body
    evaluator: Evaluator = field(repr=False)
    names: dict[str, Value] = field(default_factory=dict, repr=False)
    origin: Origin = SETTLED
    _memory: dict[tuple[str, str], object] = field(default_factory=dict, repr=False)

    @cached_property
    def place(self) -> Place:
        """Where the block starts, in its own file."""
        return Place(self.file.path, self.block.position)

    def written(self, name: str) -> Attribute | None:
        """The attribute as it is written; None where it is not."""
        return self.body.attribute(name)

    def attribute(self, name: str) -> Answer:
        """The value of an attribute.

        `ABSENT` only where it is certainly not given: not written, or null whatever the variables.
        """
        return self._asked("attribute", name, self.evaluator.answer, ABSENT)

    def json(self, name: str) -> Answer:
        """What the JSON in an attribute says: `jsonencode()`, text, a file, a policy document.

        Parts that are not known are `UNKNOWN`; in a list one may stand for several elements, or for
        none. Text that is known and no JSON is `UNKNOWN` too.
        """
        return self._asked("json", name, self.evaluator.json, ABSENT)

    def raw(self, name: str) -> Value | None:
        """The value of an attribute with types and unknown parts; None where it is not written."""
        return self._asked("raw", name, self.evaluator.raw, None)

    def target(self, name: str) -> Item | None:
        """The resource or data source that an attribute names: `task_definition = aws_x.y.arn`.

        Followed through locals, arguments and outputs of local modules, `[0]`, `one()`, `try()`,
        conditions, and strings that begin with the reference. None where there is no single one.
        """
        return self._asked("target", name, self.evaluator.target, None)

    def sources(self, name: str) -> tuple[Item, ...]:
        """All resources and data sources that the value of an attribute depends on, each once.

        They are followed as `target` does, but not through the arguments of the resources.
        """
        return self._asked("sources", name, self.evaluator.sources, ())

    def text(self, name: str) -> str | None:
        """The value of an attribute as text, where it is known and neither list nor map."""
        answer = self.attribute(name)
        return answer.text if isinstance(answer, Known) else None

    def remembered(self, name: str, compute: Callable[[], _T]) -> _T:
        """What `compute` gives, computed once for this node."""
        memory: dict[tuple[str, str], _T] = self._memory  # type: ignore[assignment]  # by `name`
        if ("", name) not in memory:
            memory["", name] = compute()
        return memory["", name]

    def refers(self, name: str) -> tuple[Reference, ...]:
        """The references that are written in the value of an attribute."""
        attribute = self.written(name)
        return attribute.references if attribute else ()

    def at(self, name: str) -> Place:
        """Where an attribute is written; where the block starts if it is not."""
        attribute = self.written(name)
        return Place(self.file.path, attribute.position) if attribute else self.place

    def blocks(self, name: str) -> Blocks:
        """The nested blocks of one type, in their order, those of `dynamic` blocks included."""
        known = self._memory.get(("blocks", name))
        if isinstance(known, Blocks):
            return known
        found: list[Node] = []
        complete = self.written(name) is None
        for block in self.body.blocks:
            if block.type == name:
                found.append(self.inner(block, block.body))
            elif block.type == "dynamic" and block.labels[:1] == (name,):
                made = self.evaluator.expand(self, block)
                found += made.nodes
                complete = complete and made.complete
        made = Blocks(tuple(found), complete)
        self._memory["blocks", name] = made
        return made

    def inner(
        self,
        block: Block,
        body: Body,
        names: dict[str, Value] | None = None,
        origin: Origin | None = None,
    ) -> Node:
        """The node of a block inside of this one, which sees `names` too."""
        inner_names = {**self.names, **names} if names else self.names
        return Node(self.file, block, body, self.evaluator, inner_names, origin or self.origin)

    def _asked(
        self, what: str, name: str, ask: Callable[[Node, Expression], _T], nothing: _T
    ) -> _T:
        memory: dict[tuple[str, str], _T] = self._memory  # type: ignore[assignment]  # by `what`
        if (what, name) not in memory:
            attribute = self.written(name)
            memory[what, name] = ask(self, attribute.value) if attribute else nothing
        return memory[what, name]


@dataclass(frozen=True)
class Blocks:
    """The nested blocks of one type. Not `complete`: there may be others, or fewer."""

    nodes: tuple[Node, ...]
    complete: bool = True

    def __iter__(self) -> Iterator[Node]:
        return iter(self.nodes)

    def __len__(self) -> int:
        return len(self.nodes)

    @property
    def absent(self) -> bool:
        """Whether there is certainly no such block."""
        return self.complete and not self.nodes

    @property
    def only(self) -> Node | None:
        """The block, where there is certainly exactly one."""
        return self.nodes[0] if self.complete and len(self.nodes) == 1 else None


@dataclass(frozen=True, eq=False, repr=False)
class Item(Node):
    """An instance of a resource (`mode` "resource"), a data source ("data") or a call ("module").

    `path` is the address of the call that leads to it: "module.task_roles". `exists` is False where
    its `count` or `for_each` is not certain: it may not be there, or be there several times.
    """

    mode: str = "resource"
    type: str = ""
    name: str = ""
    key: Key = None
    path: str = ""
    exists: bool = True

    def __repr__(self) -> str:
        return f"<{self.address}>"

    @property
    def own(self) -> bool:
        """Whether the module itself declares it, not one that it calls."""
        return not self.path

    @property
    def address(self) -> str:
        """The address as Terraform writes it: `module.x.aws_lb.this[0]`."""
        words = {"data": ("data", self.type), "module": ("module",)}.get(self.mode, (self.type,))
        name = ".".join((*filter(None, (self.path,)), *words, self.name))
        if self.key is None:
            return name
        return f"{name}[{self.key}]" if isinstance(self.key, int) else f'{name}["{self.key}"]'

    @cached_property
    def ignored(self) -> frozenset[str]:
        """The attributes and blocks in `ignore_changes`; `{"all"}` for all of them."""
        if self.written("lifecycle") is not None:
            return frozenset({"all"})  # in JSON, where it is not looked into
        lifecycle = next(self.body.of_type("lifecycle"), None)
        attribute = lifecycle.body.attribute("ignore_changes") if lifecycle else None
        if attribute is None:
            return frozenset()
        # Quotes around a name are deprecated, and work.
        listed = attribute.value.items if isinstance(attribute.value, Tuple) else ()
        quoted = {one.value for one in listed if isinstance(one, Text)}
        return frozenset({one.names[0] for one in attribute.references} | quoted)

    def ignores(self, name: str) -> bool:
        """Whether changes of an attribute or block are ignored."""
        return name in self.ignored or "all" in self.ignored

    def ignore_place(self) -> Place:
        """Where `ignore_changes` is written; else `lifecycle`; else the start of the item."""
        lifecycle = next(self.body.of_type("lifecycle"), None)
        if lifecycle is None:
            return self.place
        attribute = lifecycle.body.attribute("ignore_changes")
        return Place(self.file.path, (attribute or lifecycle).position)


class View(Protocol):
    """The resources of a module, and of the local modules that it calls.

    Instances whose `count` or `for_each` is certainly empty are left out. A `for_each` or `count`
    that is known gives an item for each instance.
    """

    @property
    def closed(self) -> bool:
        """Whether all is seen: no file that cannot be read, and no module that is not local."""

    def resources(self, *types: str) -> Sequence[Item]:
        """The resources of these types, in the order of the files; all where no type is named."""

    def data(self, *types: str) -> Sequence[Item]:
        """The data sources of these types; all where no type is named."""

    def calls(self) -> Sequence[Item]:
        """The calls of modules, local or not: `call.attribute("source")` and so on."""

    def referring(self, item: Item, *types: str) -> Sequence[Item]:
        """The resources (of these types) that name `item` in any of their attributes."""

    def blame(self, *places: Place) -> tuple[Place, ...]:
        """The first of the places that lies in a file of the module itself; at most one.

        None does where only a called module is to blame: there the rule finds it, too.
        """
