"""What is declared and used nowhere. Reported only where every file can be read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tfgen.analysis import codes
from tfgen.analysis.declared import Declarations, Declared
from tfgen.analysis.known import Known, needs
from tfgen.analysis.page import Page
from tfgen.analysis.refs import Node
from tfgen.hcl.model import Block, Body


def unused(known: Known) -> None:
    """Warns of variables, local values and data sources that nothing refers to."""
    declarations = known.declarations
    if declarations.opaque or any(file.problems for file in declarations.module.files):
        return
    used = _noted(known)
    if not _all_used(declarations, used):
        used = set(_used(declarations.pages))
    for name, declared in declarations.variables.items():
        if ("var", name) not in used:
            message = f"the variable `{name}` is used nowhere"
            _warn(known, declared, codes.UNUSED_VARIABLE, message)
    for name, entry in declarations.locals.items():
        if ("local", name) not in used:
            message = f"the local value `{name}` is used nowhere"
            offset = entry.attribute.offset
            known.report.add(entry.page, codes.UNUSED_LOCAL, offset, message, _REMEDY)
    for labels, declared in declarations.data.items():
        if ("data", *labels) not in used and not _checks(declared):
            message = f"the data source `{'.'.join(labels)}` is used nowhere"
            _warn(known, declared, codes.UNUSED_DATA, message)


def _noted(known: Known) -> set[Node]:
    """What was needed while the expressions were looked at, but for what needs itself."""
    return {node for user, nodes in known.uses.items() for node in nodes if user != node}


def _all_used(declarations: Declarations, used: set[Node]) -> bool:
    return (
        all(("var", name) in used for name in declarations.variables)
        and all(("local", name) in used for name in declarations.locals)
        and all(("data", *labels) in used for labels in declarations.data)
    )


_REMEDY = "remove it, or use it"


def _warn(known: Known, declared: Declared, code: str, message: str) -> None:
    known.report.add(declared.page, code, declared.block.offset, message, _REMEDY)


def _checks(declared: Declared) -> bool:
    """Whether a data source is there to check something."""
    return bool(declared.container) or any(
        True
        for lifecycle in declared.block.body.of_type("lifecycle")
        for _ in lifecycle.body.blocks
    )


def _used(pages: Sequence[Page]) -> Iterator[Node]:
    """What anything in the files refers to, but itself: what is declared twice uses things, too."""
    for page in pages:
        for block in page.file.body.blocks if page.file.body else ():
            if block.type == "locals":
                for one in block.body.attributes:
                    yield from needs(page, one) - {("local", one.name)}
            else:
                own = ("var", *block.labels) if block.type == "variable" else ()
                yield from (node for node in _in_block(page, block) if node != own)


def _in_block(page: Page, block: Block) -> Iterator[Node]:
    todo: list[Body] = [block.body]
    while todo:
        body = todo.pop()
        for attribute in body.attributes:
            yield from needs(page, attribute)
        todo += [inner.body for inner in body.blocks]
