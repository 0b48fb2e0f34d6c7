"""Which resources an expression names, followed through locals, arguments and outputs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, NamedTuple, cast

from tfgen.hcl import syntax
from tfgen.hcl.syntax import (
    Attr,
    Call,
    Conditional,
    Constant,
    Entry,
    Expression,
    ForDirective,
    IfDirective,
    Index,
    Object,
    Parentheses,
    Part,
    Splat,
    Template,
    Text,
    Tuple,
    Variable,
    children,
    steps,
)
from tfgen.view.model import Item, Node

if TYPE_CHECKING:
    from tfgen.view.called import Called

_DEEPEST = 40
_Steps = tuple[Attr | Index, ...]
# What gives one of its arguments, or what is in one: number of the argument, None for any of them.
_THROUGH: dict[str, int | None] = {
    "one": 0,
    "element": 0,
    "tostring": 0,
    "tolist": 0,
    "toset": 0,
    "flatten": 0,
    "compact": 0,
    "distinct": 0,
    "nonsensitive": 0,
    "sensitive": 0,
    "join": 1,
    "try": None,
    "coalesce": None,
    "coalescelist": None,
    "concat": None,
}


class Here(NamedTuple):
    """An expression, and the node whose names it sees."""

    node: Node
    expression: Expression

    @property
    def called(self) -> Called:
        """The module that it stands in."""
        return cast("Called", self.node.evaluator)


def target(node: Node, expression: Expression) -> Item | None:
    """The one resource or data source of which the expression gives an attribute, else None."""
    found = _distinct(_follow(Here(node, expression), (), _DEEPEST))
    return found[0] if len(found) == 1 else None


def sources(node: Node, expression: Expression) -> tuple[Item, ...]:
    """All resources and data sources that the expression depends on."""
    return _distinct(_everything(Here(node, expression), set()))


def definition(here: Here) -> Here | None:
    """What a reference that is nothing more than `local.x`, `var.x` or `module.x.y` stands for."""
    root, chain = steps(here.expression)
    if not isinstance(root, Variable):
        return None
    found = _defined(here, root, chain)
    return found[0] if found and not found[1] else None


def written(node: Node, name: str) -> Here | None:
    """The expression of an attribute, followed through locals and arguments; None without one."""
    attribute = node.written(name)
    here = Here(node, attribute.value) if attribute else None
    for _ in range(_DEEPEST):
        if here is None:
            return None
        match here.expression:
            case Parentheses(inner=inner) | Template(parts=(inner,)) if not isinstance(
                inner, Text | IfDirective | ForDirective
            ):
                here = Here(here.node, inner)
            case _:
                found = definition(here)
                if found is None:
                    return here
                here = found
    return here


def _distinct(items: Iterable[Item]) -> tuple[Item, ...]:
    return tuple({id(item): item for item in items}.values())


def _follow(here: Here, rest: _Steps, left: int) -> Iterator[Item]:
    """The resources that the steps `rest` after the expression may lead to."""
    if left == 0:
        return
    node, expression = here
    match expression:
        case Parentheses(inner=inner):
            yield from _follow(Here(node, inner), rest, left - 1)
        case Template(parts=(first, *_)) if not isinstance(
            first, Text | IfDirective | ForDirective
        ):
            yield from _follow(Here(node, first), rest, left - 1)
        case Variable() | Attr() | Index():
            root, chain = steps(expression)
            yield from _follow_root(Here(node, root), (*chain, *rest), left - 1)
        case Splat(on=on, each=each):
            _, chain = steps(each)
            yield from _follow(Here(node, on), (*chain, *rest), left - 1)
        case Conditional():
            for chosen in _branches(here, expression):
                yield from _follow(Here(node, chosen), rest, left - 1)
        case Call():
            yield from _follow_call(node, expression, left - 1)
        case Tuple(items=items):
            for item in _chosen(items, rest):
                yield from _follow(Here(node, item), rest[1:], left - 1)
        case Object(entries=entries) if rest:
            for value in _entry(entries, rest[0]):
                yield from _follow(Here(node, value), rest[1:], left - 1)


def _branches(here: Here, node: Conditional) -> tuple[Expression, ...]:
    condition = here.called.raw(here.node, node.condition).data
    if isinstance(condition, bool):
        return (node.then if condition else node.otherwise,)
    return node.then, node.otherwise


def _follow_call(node: Node, call: Call, left: int) -> Iterator[Item]:
    if call.name not in _THROUGH:
        return
    only = _THROUGH[call.name]
    arguments = call.arguments if only is None else call.arguments[only : only + 1]
    for argument in arguments:
        found = tuple(_follow(Here(node, argument), (), left))
        yield from found
        if found and call.name != "concat":
            return


def _chosen(items: tuple[Expression, ...], rest: _Steps) -> tuple[Expression, ...]:
    key = rest[0].key if rest and isinstance(rest[0], Index) else None
    if isinstance(key, Constant) and isinstance(key.value, int):
        return items[key.value : key.value + 1]
    return items


def _entry(entries: tuple[Entry, ...], step: Attr | Index) -> Iterator[Expression]:
    key = step.name if isinstance(step, Attr) else step.key
    name = key.value if isinstance(key, Text) else key
    for entry in entries:
        if isinstance(entry.key, Text) and entry.key.value == name:
            yield entry.value


def _defined(here: Here, root: Variable, chain: _Steps) -> tuple[Here, _Steps] | None:
    """The expression that a local, an argument or an output has, and the steps after its name."""
    first = chain[0] if chain else None
    if not isinstance(first, Attr) or root.name in here.node.names:
        return None
    called = here.called
    match root.name:
        case "local":
            found = called.index.locals.get(first.name)
            return (Here(called.node(found[0]), found[1].value), chain[1:]) if found else None
        case "var":
            argument = called.call.written(first.name) if called.call else None
            if argument is None or called.call is None:
                return None
            return Here(called.call, argument.value), chain[1:]
        case "module":
            return _output(here, first.name, chain)
    return None


def _output(here: Here, name: str, chain: _Steps) -> tuple[Here, _Steps] | None:
    selected = here.called.select(here.node, ("module", name), chain[1:])
    if selected is None:
        return None
    call, used = selected
    child = here.called.child(call)
    step = chain[used + 1] if len(chain) > used + 1 else None
    written = (
        child.index.blocks.get(("output", step.name)) if child and isinstance(step, Attr) else None
    )
    attribute = written.block.body.attribute("value") if written else None
    if child is None or written is None or attribute is None:
        return None
    return Here(child.node(written), attribute.value), chain[used + 2 :]


def _follow_root(here: Here, chain: _Steps, left: int) -> Iterator[Item]:
    root = here.expression
    if not isinstance(root, Variable):
        yield from _follow(here, chain, left) if not isinstance(root, syntax.Item) else ()
        return
    found = _defined(here, root, chain)
    if found is not None:
        yield from _follow(*found, left)
    elif root.name not in here.node.names:
        yield from _resources(here, root, chain)


def _resources(here: Here, root: Variable, chain: _Steps) -> tuple[Item, ...]:
    start = 2 if root.name == "data" else 1
    names = [step.name for step in chain[:start] if isinstance(step, Attr)]
    if len(names) < start:
        return ()
    address = ("data", *names) if root.name == "data" else ("resource", root.name, *names)
    selected = here.called.select(here.node, address, chain[start:])
    return (selected[0],) if selected else here.called.items(address)


def _everything(here: Here, seen: set[tuple[int, int]]) -> Iterator[Item]:
    """What is named anywhere in an expression."""
    todo: list[tuple[Node, Part]] = [here]
    while todo:
        node, part = todo.pop()
        if (id(node.evaluator), id(part)) in seen:
            continue
        seen.add((id(node.evaluator), id(part)))
        if not isinstance(part, Variable | Attr | Index):
            todo += ((node, child) for child in children(part))
            continue
        root, chain = steps(part)
        todo += ((node, step.key) for step in chain if isinstance(step, Index))
        if not isinstance(root, Variable):
            todo.append((node, root))
            continue
        found = _defined(Here(node, root), root, chain)
        if found is not None:
            todo.append(found[0])
        elif root.name not in node.names:
            yield from _resources(Here(node, root), root, chain)
