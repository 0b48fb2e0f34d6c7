"""The files of a module -> its declarations, and what is declared twice or overrides nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from tfgen.analysis import codes
from tfgen.analysis.constants import constant
from tfgen.analysis.declared import (
    Declarations,
    Declared,
    Entry,
    constant_text,
    is_override,
    well_labelled,
)
from tfgen.analysis.merging import merged, overriding
from tfgen.analysis.page import Page
from tfgen.analysis.report import Report
from tfgen.analysis.structure import Reading
from tfgen.analysis.variables import no_default, variable_facts
from tfgen.hcl.model import Attribute, Block, File
from tfgen.hcl.module import Module

_Key = TypeVar("_Key")
_WORDS = {
    "variable": "the variable",
    "output": "the output",
    "module": "the module call",
    "check": "the check",
    "provider": "the configuration of the provider",
    "resource": "the resource",
    "data": "the data source",
    "ephemeral": "the ephemeral resource",
}
_NEVER_OVERRIDES = frozenset({"moved", "import", "check"})


def declare(module: Module, pages: Sequence[Page], report: Report) -> Declarations:
    """What the files of a module declare; duplicates and wrong overrides are reported."""
    found = Declarations(module, module.opaque, pages=pages)
    building = _Building(found, report)
    for page in sorted(pages, key=lambda page: is_override(page.file)):
        building.read(page)
    return found


@dataclass
class _Building:
    found: Declarations
    report: Report

    def read(self, page: Page) -> None:
        file, over = page.file, is_override(page.file)
        for block in file.body.blocks if file.body else ():
            if not well_labelled(block):
                continue
            if block.type == "locals":
                self._locals(page, file, block, over)
            elif block.type in ("terraform", "moved", "removed", "import"):
                self._unnamed(page, block, over)
            elif block.type == "check" and over:
                self._refuse(page, block)
            else:
                self._named(page, file, block, over)

    def _table(self, block: Block) -> tuple[dict[object, Declared], object]:
        found, labels = self.found, block.labels
        tables: dict[str, Callable[[], object]] = {
            "variable": lambda: (found.variables, labels[0]),
            "output": lambda: (found.outputs, labels[0]),
            "module": lambda: (found.modules, labels[0]),
            "check": lambda: (found.checks, labels[0]),
            "provider": lambda: (
                found.providers,
                (labels[0], constant_text(block.body.attribute("alias"))),
            ),
            "resource": lambda: (found.resources, labels),
            "data": lambda: (found.data, labels),
            "ephemeral": lambda: (found.ephemeral, labels),
        }
        made = tables.get(block.type)
        return made() if made else ({}, "")  # type: ignore[return-value]

    def _named(self, page: Page, file: File, block: Block, over: bool) -> None:
        table, key = self._table(block)
        former = table.get(key)
        name = ".".join(block.labels)
        if over and former is not None:
            table[key] = merged(former, block, file)
            if block.type == "variable":
                self._default(page, block, table[key])
        elif over and block.type == "provider" and key == (block.labels[0], ""):
            table[key] = Declared(page, block)
        elif over:
            self._nothing(page, block.type, block.offset, name)
        elif former is not None:
            self._twice(page, block, former, name)
        else:
            table[key] = Declared(page, block)
            if block.type == "check":
                self._scoped(page, block)

    def _default(self, page: Page, block: Block, whole: Declared) -> None:
        """The default must be of the type that the variable has with the override."""
        default = whole.attribute("default")
        facts = variable_facts(whole)
        if default is None or not {"type", "default"} & {one.name for one in block.body.attributes}:
            return
        quiet = Reading(whole.page, Report())
        value = constant(quiet, default.value)
        problem = no_default(facts, value) if value is not None else ""
        if problem:
            message = f"with this override the default is not of the variable's type: {problem}"
            self.report.add(page, codes.DEFAULT, block.offset, message, "correct one of the two")

    def _scoped(self, page: Page, check: Block) -> None:
        """The data source of a check is one of the module's, under the same names."""
        for block in check.body.of_type("data"):
            if len(block.labels) != 2:  # noqa: PLR2004 (type and name)
                continue
            key = (block.labels[0], block.labels[1])
            if key in self.found.data:
                self._twice(page, block, self.found.data[key], ".".join(key))
            else:
                self.found.data[key] = Declared(page, block, check.labels[0])

    def _locals(self, page: Page, file: File, block: Block, over: bool) -> None:
        table = self.found.locals
        for one in block.body.attributes:
            former = table.get(one.name)
            if over and former is not None:
                table[one.name] = overriding(former, one, file)
            elif over:
                self._nothing(page, "local value", one.offset, one.name)
            elif former is not None:
                where = _where(former.page, former.attribute.offset)
                message = f"the local value `{one.name}` is declared twice, first in {where}"
                self.report.add(page, codes.DUPLICATE, one.offset, message, _ONE)
            else:
                table[one.name] = Entry(page, one)

    def _unnamed(self, page: Page, block: Block, over: bool) -> None:
        if over and block.type in _NEVER_OVERRIDES:
            self._refuse(page, block)
            return
        if block.type == "terraform":
            for attribute in _required(block):
                if over or attribute.name not in self.found.required:
                    self.found.required[attribute.name] = Entry(page, attribute)
        self.found.others.append(Declared(page, block))

    def _twice(self, page: Page, block: Block, former: Declared, name: str) -> None:
        where = _where(former.page, former.block.offset)
        alias = constant_text(block.body.attribute("alias")) if block.type == "provider" else ""
        shown = f"{name}.{alias}" if alias else name
        message = f"{_WORDS[block.type]} `{shown}` is declared twice, first in {where}"
        self.report.add(page, codes.DUPLICATE, block.offset, message, _ONE)

    def _nothing(self, page: Page, kind: str, offset: int, name: str) -> None:
        word = _WORDS.get(kind, f"the {kind}")
        message = f"this override names {word} `{name}`, which no file declares"
        remedy = "declare it in a file that is no override, or correct the name"
        if not self.found.opaque:
            self.report.add(page, codes.OVERRIDE, offset, message, remedy)

    def _refuse(self, page: Page, block: Block) -> None:
        message = f"an override file cannot hold `{block.type}` blocks"
        self.report.add(page, codes.OVERRIDE, block.offset, message, "move it to another file")


_ONE = "keep one of the two, or rename one"


def _required(block: Block) -> Iterator[Attribute]:
    for required in block.body.of_type("required_providers"):
        yield from required.body.attributes


def _where(page: Page, offset: int) -> str:
    path, position = page.place(offset)
    return f"{path.name}:{position.line}"
