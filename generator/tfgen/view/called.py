"""A module, called in one way: what its names stand for."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import TypeVar

from tfgen.evaluate.expressions import evaluate
from tfgen.evaluate.scope import Scope, Steps
from tfgen.evaluate.values import DYNAMIC_VALUE, UNKNOWN, Value, string, to_python
from tfgen.hcl.model import Attribute, Block
from tfgen.hcl.module import Module
from tfgen.hcl.syntax import Attr, Expression, Index, Variable
from tfgen.view import index
from tfgen.view.instances import expanded, instances
from tfgen.view.model import ABSENT, Answer, Blocks, Item, Known, Node, Origin, Place
from tfgen.view.trace import Trace, merged

_T = TypeVar("_T")
_Names = dict[str, Value]
_Found = tuple[Value, int] | None
_Memory = dict[tuple[object, ...], tuple[Value, Origin]]


class Called:
    """The evaluator of the expressions of one module.

    `call` is the call with its arguments, None for the module that is looked at itself; its
    variables have their defaults then.
    """

    def __init__(
        self,
        module: Module,
        trace: Trace,
        call: Item | None = None,
        caller: Called | None = None,
    ) -> None:
        self.module = module
        self.call = call
        self.caller = caller
        self._folder: Path = caller._folder if caller else module.folder
        self.index = index.Index(module)
        self._trace = trace
        self._memory: _Memory = {}
        self._under_way: set[tuple[object, ...]] = set()
        self._items: dict[index.Address, tuple[Item, ...]] = {}
        self._children: dict[int, Called | None] = {}

    # --- what the view asks -----------------------------------------------------------------------

    def items(self, address: index.Address) -> tuple[Item, ...]:
        """The instances of a resource (`("resource", type, name)`), data source or call."""
        if address not in self._items:
            written = self.index.blocks.get(address)
            # A `count` that asks for its own resource: Terraform refuses it.
            self._items[address] = ()
            if written:
                self._items[address] = tuple(self._instances(address, written))
        return self._items[address]

    def _instances(self, address: index.Address, written: index.Written) -> Iterator[Item]:
        file, block = written
        node = Node(file, block, block.body, self)
        kind, name = (address[1], address[2]) if len(address) > 2 else ("", address[1])  # noqa: PLR2004 (type and name)
        path = self.call.address if self.call else ""
        for each in instances(node, self._measured):
            yield Item(
                file,
                block,
                block.body,
                self,
                each.names or {},
                each.origin,
                mode=address[0],
                type=kind,
                name=name,
                key=each.key,
                path=path,
                exists=each.exists,
            )

    def child(self, call: Item) -> Called | None:
        """The module that a call of this module calls; None where it is not a local one."""
        if id(call) not in self._children:
            module = self.module.local_modules.get(call.name)
            self._children[id(call)] = Called(module, self._trace, call, self) if module else None
        return self._children[id(call)]

    def node(self, written: index.Written) -> Node:
        """A block that is no resource, such as `locals` or an output."""
        return Node(written.file, written.block, written.block.body, self)

    def from_caller(self, call: Node, argument: Expression, compute: Callable[[], _T]) -> _T:
        """What `compute` gives, noted to depend on an argument of the call.

        To blame is the outermost argument that it depends on.
        """
        result, origin = self._trace.measured(compute)
        own = Place(call.file.path, call.file.position(argument.start))
        self._trace.note(Origin((*origin.places, own)[:1], origin.settled))
        return result

    # --- what a node asks -------------------------------------------------------------------------

    def raw(self, node: Node, expression: Expression) -> Value:
        """See `Evaluator`."""
        return self.measured(node, expression)[0]

    def answer(self, node: Node, expression: Expression) -> Answer:
        """See `Evaluator`."""
        value, origin = self.measured(node, expression)
        return self.known(node, expression, to_python(value), origin)

    def known(self, node: Node, expression: Expression, value: object, origin: Origin) -> Answer:
        """A value in Python's form as an answer, with the place to report it at."""
        if value is UNKNOWN or (value is None and not origin.settled):
            return UNKNOWN
        if value is None:
            return ABSENT
        own = Place(node.file.path, node.file.position(expression.start))
        return Known(value, (*origin.places, own)[0], origin.settled)

    def json(self, node: Node, expression: Expression) -> Answer:
        """See `Evaluator`."""
        from tfgen.view.json_text import json_value

        value, origin = self._trace.measured(lambda: json_value(self, node, expression))
        return self.known(node, expression, value, merged((node.origin, origin)))

    def target(self, node: Node, expression: Expression) -> Item | None:
        """See `Evaluator`."""
        from tfgen.view.targets import target

        return target(node, expression)

    def sources(self, node: Node, expression: Expression) -> tuple[Item, ...]:
        """See `Evaluator`."""
        from tfgen.view.targets import sources

        return sources(node, expression)

    def expand(self, node: Node, block: Block) -> Blocks:
        """See `Evaluator`."""
        return expanded(node, block, self._measured)

    # --- values -----------------------------------------------------------------------------------

    def measured(self, node: Node, expression: Expression) -> tuple[Value, Origin]:
        """The value of an expression, and what it depends on."""
        value, origin = self._trace.measured(lambda: self.value(node, expression))
        return value, merged((node.origin, origin))

    def _measured(self, node: Node, attribute: Attribute) -> tuple[Value, Origin]:
        return self.measured(node, attribute.value)

    def value(self, node: Node, expression: Expression, names: _Names | None = None) -> Value:
        """The value of an expression of a node; what it depends on is noted.

        `names` are the variables of loops around the expression.
        """
        known = {**node.names, **names} if names else node.names
        return evaluate(expression, self.scope(node, known))

    def scope(self, node: Node, names: _Names) -> Scope:
        """The scope of the expressions of a node."""
        return Scope(self._folder, node.file.text, partial(self._root, node), names=names)

    def _root(self, node: Node, root: Variable, steps: Steps) -> _Found:
        """The value of `root` and the first of the steps; see `Roots`."""
        if not steps or not isinstance(steps[0], Attr):
            return None
        name = steps[0].name
        match root.name, steps:
            case "var", _:
                found: _Found = (self.variable(name), 1)
            case "local", _:
                found = self._local(name), 1
            case "module", _:
                found = self._of_call(node, name, steps)
            case "data", (_, Attr(name=second), *_):
                found = self._of_item(node, ("data", name, second), steps, 2)
            case "path", _:
                found = self._path(name)
            case kind, _:
                found = self._of_item(node, ("resource", kind, name), steps, 1)
        return found

    def variable(self, name: str) -> Value:
        """The value of a variable."""
        return self._remembered(("var", name), lambda: self._variable(name))

    def _variable(self, name: str) -> Value:
        from tfgen.view.variables import default, given

        written = self.index.blocks.get(("variable", name))
        if written is None:
            return DYNAMIC_VALUE
        node = self.node(written)
        argument = self.call.written(name) if self.call else None
        if argument is None or self.call is None or self.caller is None:
            # Without a default nothing is known, so nothing known depends on it.
            self._trace.note(Origin(settled=bool(self.call or not node.written("default"))))
            return default(self, node)
        call, caller = self.call, self.caller
        value = self.from_caller(call, argument.value, lambda: caller.value(call, argument.value))
        return given(self, node, value)

    def _local(self, name: str) -> Value:
        found = self.index.locals.get(name)
        if found is None:
            return DYNAMIC_VALUE
        written, attribute = found
        node = self.node(written)
        return self._remembered(("local", name), lambda: self.value(node, attribute.value))

    def output(self, name: str) -> Value:
        """The value of an output."""
        written = self.index.blocks.get(("output", name))
        attribute = written.block.body.attribute("value") if written else None
        if written is None or attribute is None:
            return DYNAMIC_VALUE
        node = self.node(written)
        return self._remembered(("output", name), lambda: self.value(node, attribute.value))

    def _of_call(self, node: Node, name: str, steps: Steps) -> _Found:
        found = self.select(node, ("module", name), steps[1:])
        if found is None:
            return None
        call, used = found
        child = self.child(call)
        step = steps[used + 1] if len(steps) > used + 1 else None
        if child is None or not isinstance(step, Attr):
            return None
        return child.output(step.name), used + 2

    def _of_item(self, node: Node, address: index.Address, steps: Steps, start: int) -> _Found:
        """An attribute of a resource that it is given: `aws_ecs_cluster.x.name`.

        One that is ignored may have become another.
        """
        found = self.select(node, address, steps[start:])
        if found is None:
            return None
        item, used = found
        step = steps[start + used] if len(steps) > start + used else None
        attribute = item.written(step.name) if isinstance(step, Attr) else None
        if attribute is None or item.ignores(attribute.name):
            return None
        key = (id(item), attribute.name)
        value = self._remembered(key, lambda: self._noting(item, attribute))
        # What is null in the configuration gets its value from AWS.
        return (DYNAMIC_VALUE if value.data is None else value), start + used + 1

    def _noting(self, item: Item, attribute: Attribute) -> Value:
        self._trace.note(item.origin)
        return self.value(item, attribute.value)

    def select(self, node: Node, address: index.Address, steps: Steps) -> tuple[Item, int] | None:
        """The instance that the first of the steps chooses, and how many steps do: 0 or 1."""
        items = self.items(address)
        step = steps[0] if steps else None
        if not isinstance(step, Index):
            return (items[0], 0) if len(items) == 1 and items[0].key is None else None
        if len(items) == 1 and items[0].key is None:
            return items[0], 1
        key = self.value(node, step.key).data
        return next(((item, 1) for item in items if item.key == key), None)

    def _path(self, name: str) -> _Found:
        if name == "root" or (name == "module" and self.call is None):
            return string("."), 1
        if name == "module":
            return string(Path(os.path.relpath(self.module.folder, self._folder)).as_posix()), 1
        return None

    def _remembered(self, key: tuple[object, ...], compute: Callable[[], Value]) -> Value:
        """The value of a name, computed once; dynamic where it depends on itself."""
        if key not in self._memory:
            if key in self._under_way:
                return DYNAMIC_VALUE
            self._under_way.add(key)
            try:
                self._memory[key] = self._trace.measured(compute)
            finally:
                self._under_way.discard(key)
        value, origin = self._memory[key]
        self._trace.note(origin)
        return value
