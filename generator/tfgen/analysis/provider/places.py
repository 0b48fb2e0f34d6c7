"""Where Terraform reports what the provider says of a part of a body.

The provider names the part by a path, and Terraform looks that up in the body as it is written: a
path that leads into what a `dynamic` block makes ends at the body around it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from tfgen.analysis.provider.written import Written
from tfgen.hcl.model import Attribute
from tfgen.hcl.syntax import Object, Text, Tuple


@dataclass(frozen=True, slots=True)
class Key:
    """The key of an element of a map."""

    text: str


Path: TypeAlias = "tuple[str | int | Key, ...]"
"""Names of arguments and blocks, and after that of a list or map the element's number or key."""


@dataclass(frozen=True, slots=True)
class Spot:
    """A path as a provider can give it: `fixed` inside of a set, where it goes no deeper."""

    path: Path = ()
    fixed: bool = False

    def at(self, step: str | int | Key) -> Spot:
        """One step further, to an argument or an element."""
        return self if self.fixed else Spot((*self.path, step))

    def element(self, nesting: str, step: int | Key) -> Spot:
        """An element of a list, map or set."""
        return Spot(self.path, fixed=True) if nesting == "set" else self.at(step)

    def block(self, name: str, nesting: str, number: int, key: str) -> Spot:
        """A nested block: the `number`th of its type, with the label `key` in a map."""
        found = self.at(name)
        if nesting in {"single", "group"}:
            return found
        return found.element(nesting, Key(key) if nesting == "map" else number)


def place(root: Written, path: Path) -> int:
    """The offset of the value at `path`; of a body's brace where there is no such argument."""
    if not path:
        return root.place
    index: int | Key | None = None
    last = path[-1]
    if not isinstance(last, str):
        index, path = last, path[:-1]
    body = _deepest(root, path) if len(path) > 1 else root
    attribute = body.body.attribute(path[-1]) if isinstance(path[-1], str) else None
    if attribute is None:
        return body.place
    return attribute.value.start if index is None else _element(attribute, index)


def _deepest(body: Written, path: Path) -> Written:
    steps = list(path)
    while steps:
        name = steps.pop(0)
        if not isinstance(name, str):
            return body
        index = steps.pop(0) if steps and not isinstance(steps[0], str) else None
        if isinstance(index, Key):
            blocks = list(body.blocks(frozenset({name}), frozenset()))
        else:
            blocks = list(body.blocks(frozenset(), frozenset({name})))
        found = [block for block in blocks if block.type == name]
        if not found:
            continue
        if isinstance(index, Key):
            found = [block for block in found if block.labels == (index.text,)][:1]
        elif index is not None:
            found = found[int(index) : int(index) + 1]
        if len(found) != 1:
            return body
        body = body.inside(found[0])
    return body


def _element(attribute: Attribute, index: int | Key) -> int:
    value = attribute.value
    if isinstance(index, Key):
        if not isinstance(value, Object):
            return value.start
        for entry in value.entries:
            if isinstance(entry.key, Text) and entry.key.value == index.text:
                return entry.value.start
    else:
        if not isinstance(value, Tuple):
            return value.start
        if index < len(value.items):
            return value.items[index].start
    return attribute.offset
