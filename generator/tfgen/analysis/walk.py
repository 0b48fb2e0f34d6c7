"""A module as `terraform validate` walks it: first its blocks, then its names, then its values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from tfgen.analysis import codes
from tfgen.analysis.blocks import read_file
from tfgen.analysis.children import declarations_of
from tfgen.analysis.declared import Declarations, Declared, constant_text, is_override
from tfgen.analysis.declaring import declare
from tfgen.analysis.evaluation.calls import call
from tfgen.analysis.evaluation.checks import check
from tfgen.analysis.evaluation.imports import imported
from tfgen.analysis.evaluation.locals import local_values
from tfgen.analysis.evaluation.outputs import output
from tfgen.analysis.evaluation.passing import passing
from tfgen.analysis.evaluation.providers import aliases, providers
from tfgen.analysis.evaluation.resources import resource
from tfgen.analysis.evaluation.variables import validations
from tfgen.analysis.graph import cycles
from tfgen.analysis.known import Known
from tfgen.analysis.page import Page
from tfgen.analysis.problem import Problem
from tfgen.analysis.report import Report
from tfgen.analysis.unused import unused
from tfgen.analysis.wholes import wholes
from tfgen.hcl.module import Module

if TYPE_CHECKING:
    from tfgen.analysis.go_versions import Release
    from tfgen.provider_schema.lookup import Schemas


def analyse(
    module: Module, schemas: Schemas, release: Release | None = None
) -> Mapping[str, Sequence[Problem]]:
    """What Terraform would refuse in a module, and our own warnings about it, by code.

    The module is looked at as a root, in whose folder Terraform runs; where that finds errors, once
    more as one that another module calls, because they may be none there. `release` is that of the
    Terraform which would run it, where it is known.
    """
    report = Report()
    pages = [Page.of(file) for file in module.files]
    for page in pages:
        read_file(page, report, override=is_override(page.file))
    declarations = declare(module, pages, report)
    wholes(declarations, report, release)
    children = {name: declarations_of(path) for name, path in module.local_modules.items()}
    root = Known(declarations, schemas, Report(), children)
    inner = _evaluated(root)
    found = root.report
    if found.has_errors:
        called = Known(declarations, schemas, Report(), children, called=True)
        _evaluated(called)
        found = found.unless_called(called.report)
    report.include(found)
    root.report = report
    cycles(root, inner)
    unused(root)
    return report.by_code()


def _evaluated(known: Known) -> dict[str, Known]:
    """Looks at all expressions of a module, and at its calls; gives what is known of the called."""
    known.local_value = local_values(known).__getitem__
    inner = {name: _inner(child, known.schemas) for name, child in known.children.items() if child}
    _values(known, inner)
    _calls(known, inner)
    aliases(known)
    return inner


def _inner(child: Declarations, schemas: Schemas) -> Known:
    known = Known(child, schemas, Report(), called=True)
    known.local_value = local_values(known).__getitem__
    return known


def _values(known: Known, inner: Mapping[str, Known]) -> None:
    declarations = known.declarations
    for name in declarations.locals:
        known.local_value(name)
    for declared in declarations.variables.values():
        validations(known, declared)
    for kind, declared in declarations.resource_blocks():
        resource(known, kind, declared)
    providers(known)
    for name, declared in declarations.modules.items():
        call(known, declared, inner.get(name))
    for declared in declarations.outputs.values():
        output(known, declared)
    for declared in declarations.checks.values():
        check(known, declared)
    for declared in declarations.of_type("import"):
        imported(known, declared)


def _calls(known: Known, inner: Mapping[str, Known]) -> None:
    for name, declared in known.declarations.modules.items():
        folder = known.declarations.module.local_modules.get(name, known.declarations.module)
        if folder is None:
            _no_folder(known, declared)
        elif folder is not known.declarations.module and _calls_back(folder, known):
            message = f"the module `{name}` leads back to this one"
            remedy = "break the circle: a module cannot call itself"
            known.report.add(declared.page, codes.RECURSION, declared.block.offset, message, remedy)
        if name in inner:
            child = inner[name].declarations
            passing(known, declared, child)
            _imports(known, child)


def _calls_back(called: Module, known: Known) -> bool:
    """Whether the calls of a module lead to the module that is walked."""
    wanted = known.declarations.module.folder
    seen: set[Path] = set()
    todo = [called]
    while todo:
        module = todo.pop()
        if module.folder == wanted:
            return True
        if module.folder not in seen:
            seen.add(module.folder)
            todo += [one for one in module.local_modules.values() if one]
    return False


def _no_folder(known: Known, declared: Declared) -> None:
    source = declared.attribute("source")
    if source is not None:
        text = constant_text(source)
        file = declared.page.file.path.name
        message = f'the module `{declared.name}` comes from "{text}", which is no folder'
        remedy = f"correct the path: it starts from the folder of {file}"
        known.report.add(declared.page, codes.NO_FOLDER, declared.block.offset, message, remedy)


def _imports(known: Known, child: Declarations) -> None:
    for declared in child.of_type("import"):
        message = "an `import` block in a module that another one calls"
        remedy = "move it to the root module"
        known.report.add(declared.page, codes.ADDRESS, declared.block.offset, message, remedy)
