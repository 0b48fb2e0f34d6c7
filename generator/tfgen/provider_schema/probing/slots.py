"""The places of a block where something can be written, and configurations that fill them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from tfgen.provider_schema.model import BlockSchema, JsonType

Path: TypeAlias = tuple[str, ...]
# A few types of the AWS provider nest the same blocks in each other to 30,000 lines.
_MOST_SLOTS = 600
_LONG = 70


@dataclass(frozen=True)
class Slot:
    """One argument or nested block of a type; `minimum` blocks have to stand there."""

    path: Path
    type: JsonType
    required: bool
    minimum: int = 0
    nesting: str = ""

    @property
    def is_block(self) -> bool:
        """Whether it is a nested block, and no argument."""
        return bool(self.nesting)


@dataclass(frozen=True)
class Target:
    """What is probed: a block of `kind` ("resource", "data", …) and type, and its slots.

    `provider` is the local name of its provider, where the type does not begin with it.
    """

    kind: str
    name: str
    slots: tuple[Slot, ...]
    provider: str = ""

    @property
    def entry(self) -> str:
        """The name of its entry in an index."""
        return self.kind if self.kind == "provider" else f"{self.kind} {self.name}"


def target(kind: str, name: str, block: BlockSchema, provider: str = "") -> Target:
    """The slots of a block, outer before inner ones; where there are too many, the outer ones."""
    return Target(kind, name, tuple(_slots(block)), provider)


def _slots(root: BlockSchema) -> Iterator[Slot]:
    queue: list[tuple[BlockSchema, Path]] = [(root, ())]
    count = 0
    while queue:
        block, path = queue.pop(0)
        for name, attribute in block.attributes.items():
            if attribute.configurable:
                yield Slot((*path, name), attribute.type, attribute.required)
                count += 1
        for name, nested in block.blocks.items():
            low = nested.min_items
            if count > _MOST_SLOTS and not low:
                continue
            yield Slot((*path, name), None, low > 0, low, nested.nesting)
            queue.append((nested.block, (*path, name)))
            count += 1


Filling: TypeAlias = Callable[[Slot], "str | None"]
"""Gives the HCL text of an argument's value; None leaves it out. For a block any text stands for
"write it"."""


def text(probed: Target, filling: Filling, label: str = "p") -> tuple[str, list[Path]]:
    """The block with its slots filled, and the path of what stands on each of its lines.

    What is required is always there; where `filling` leaves it out its value is a plain one.
    """
    children: dict[Path, list[Slot]] = {}
    for slot in probed.slots:
        children.setdefault(slot.path[:-1], []).append(slot)
    labels = f'"{probed.name}"' + (f' "{label}"' if probed.kind != "provider" else "")
    lines = [(f"{probed.kind} {labels} {{", _ROOT)]
    if probed.kind == "provider":
        # Only with a name of its own may it stand there more than once.
        lines.append((f'alias = "{label}"', _ROOT))
    if probed.provider:
        lines.append((f"provider = {probed.provider}", _ROOT))
    lines += _body(_ROOT, children, filling)
    lines.append(("}", _ROOT))
    return "\n".join(line for line, _ in lines) + "\n", [path for _, path in lines]


_ROOT: Path = ()


def _body(
    path: Path, children: Mapping[Path, list[Slot]], filling: Filling
) -> Iterator[tuple[str, Path]]:
    for slot in children.get(path, []):
        name, filled = slot.path[-1], filling(slot)
        if slot.is_block:
            label = ' "zz"' if slot.nesting == "map" else ""
            for _ in range(max(slot.minimum, filled is not None)):
                yield f"{name}{label} {{", slot.path
                yield from _body(slot.path, children, filling)
                yield "}", slot.path
        elif filled is not None or slot.required:
            yield f"{name} = {filled or plain(slot.type)}", slot.path


def plain(type_: JsonType) -> str:
    """A value of a type that says as little as possible."""
    return shaped(type_, {"string": '"a"', "number": "1", "bool": "true", "dynamic": '"a"'})


def shaped(type_: JsonType, leaves: Mapping[str, str]) -> str:
    """A value of a type, its innermost values as `leaves` gives them for each simple type."""
    if isinstance(type_, str):
        return leaves[type_]
    word, inner = type_[0], type_[1]
    if word == "object":
        entries = (f"{name} = {shaped(one, leaves)}" for name, one in inner.items())
        return f"{{ {', '.join(entries)} }}"
    element = shaped(inner, leaves) if word != "tuple" else ""
    return f"{{ zz = {element} }}" if word == "map" else f"[{element}]"


# Types as JSON may be lists, which no set can look up.
SIMPLE = ("string", "number")


def many(inner: str, count: int) -> str:
    """A list of so many different strings or numbers."""
    element = 'format("a%d", n)' if inner == "string" else "n"
    return f"[for n in range({count}) : {element}]"


def quoted(value: str) -> str:
    """A string as HCL; a long one of the same letter as a short expression.

    For each diagnostic Terraform reads the file that it is about once more.
    """
    if len(value) > _LONG and value == "a" * len(value):
        return f'replace(format("%0{len(value)}d", 0), "0", "a")'
    return json.dumps(value, ensure_ascii=False).replace("${", "$${").replace("%{", "%%{")


def leaf_type(type_: JsonType) -> Any:
    """The simple type inside of a list, set or map of simple values, or the type itself."""
    simple = isinstance(type_, list) and type_[0] in {"list", "set", "map"}
    return type_[1] if simple and isinstance(type_[1], str) else type_


def element_path(slot: Slot) -> Path:
    """Where checks of the innermost values of an argument are kept."""
    return slot.path if isinstance(slot.type, str) else (*slot.path, "*")
