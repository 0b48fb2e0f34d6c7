"""The catalog's documents, made from its code: the tables of inputs and outputs in each README."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from tfgen import listing
from tfgen.errors import InputError, UsageError, Where
from tfgen.hcl.model import Attribute, Block
from tfgen.hcl.parse import parse
from tfgen.writer import Change

_SECTION = r"^## {}\n.*?(?=^## |\Z)"


def documents(folder: Path) -> tuple[Change, ...]:
    """The README of every module in `folder` as its code wants it, compared with the disk.

    Paths are relative to `folder`. Raises UsageError where that holds no module, InputError for a
    module without a README or with code that is no HCL.
    """
    modules = sorted(path.parent for path in folder.glob("*/variables.tf"))
    if not modules:
        raise UsageError(
            f"there is no module in {folder}", hint="name the folder of the catalog: modules"
        )
    return tuple(_readme(folder, module) for module in modules)


def _readme(folder: Path, module: Path) -> Change:
    path = module / "README.md"
    if not path.is_file():
        raise InputError(
            f"module {module.name} has no README.md",
            where=Where(path),
            hint="write what it is for, with the headings `## Inputs` and `## Outputs`",
        )
    old = path.read_text(encoding="utf-8")
    blocks = list(_blocks(module))
    new = _with_table(old, path, "Inputs", _inputs(blocks))
    new = _with_table(new, path, "Outputs", _outputs(blocks))
    name = path.relative_to(folder).as_posix()
    return Change(name, "identical" if new == old else "update", old, new)


def _blocks(module: Path) -> Iterator[Block]:
    for path in listing.files(module, "*.tf"):
        yield from parse(path.read_text(encoding="utf-8"), path).blocks


def _with_table(text: str, path: Path, heading: str, lines: list[str]) -> str:
    section = re.search(_SECTION.format(heading), text, re.MULTILINE | re.DOTALL)
    if section is None:
        raise InputError(
            f"there is no heading `## {heading}`",
            where=Where(path),
            hint="add it; the table below it is made from the code",
        )
    table = "\n".join([f"## {heading}", "", *lines, ""])
    rest = text[section.end() :]
    return text[: section.start()] + table + (f"\n{rest}" if rest else "")


def _inputs(blocks: list[Block]) -> list[str]:
    rows = [
        f"| `{block.labels[0]}` | {_type(block)} | {_default(block)} | {_description(block)} |"
        for block in blocks
        if block.type == "variable"
    ]
    return ["| name | type | default | meaning |", "|---|---|---|---|", *rows]


def _outputs(blocks: list[Block]) -> list[str]:
    rows = [
        f"| `{block.labels[0]}` | {_description(block)} |"
        for block in blocks
        if block.type == "output"
    ]
    return ["| name | meaning |", "|---|---|", *rows]


def _type(block: Block) -> str:
    return _one_line(block.body.attribute("type")) or "any"


def _default(block: Block) -> str:
    default = block.body.attribute("default")
    return f"`{_one_line(default)}`" if default else "required"


def _description(block: Block) -> str:
    found = block.body.attribute("description")
    text = str(found.literal.value) if found and found.literal else ""
    # Markdown would take `<name>` for a tag and show nothing.
    return text.replace("|", "\\|").replace("<", "\\<")


def _one_line(attribute: Attribute | None) -> str:
    """The text of an expression on one line, its `|` kept from ending a cell."""
    if attribute is None:
        return ""
    return " ".join(attribute.expression.split()).replace("|", "\\|")
