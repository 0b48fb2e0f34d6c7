"""What is said of a module as a whole: its backend, its required providers, Terraform's version."""

from __future__ import annotations

from collections.abc import Iterator

from tfgen.analysis import codes
from tfgen.analysis.chosen_release import is_chosen
from tfgen.analysis.declared import Declarations, Declared, constant_text, is_override
from tfgen.analysis.go_versions import Release, admit, admit_major, conditions
from tfgen.analysis.page import Page
from tfgen.analysis.report import Report
from tfgen.analysis.traversals import step_keys, whole
from tfgen.hcl.model import Attribute, Block

_MAJOR = 1


def wholes(declarations: Declarations, report: Report, release: Release | None = None) -> None:
    """Reports second backends, `cloud` beside a backend, impossible versions, double imports.

    `release` is that of the Terraform which would run the module, where it is known.
    """
    _core_version(declarations, report, release)
    _imports(declarations, report)
    normal = [one for one in declarations.of_type("terraform") if not is_override(one.page.file)]
    _once(normal, "required_providers", codes.DUPLICATE, report)
    backends = _once(normal, "backend", codes.BACKEND, report)
    clouds = _once(normal, "cloud", codes.BACKEND, report)
    if backends and clouds:
        page, block = backends[0]
        message = "a module has a `backend` or a `cloud` block, not both"
        report.add(page, codes.BACKEND, block.offset, message, "keep one of the two")


def _once(
    settings: list[Declared], block_type: str, code: str, report: Report
) -> list[tuple[Page, Block]]:
    found = [*_inside(settings, block_type)]
    for page, block in found[1:]:
        path, position = found[0][0].place(found[0][1].offset)
        message = f"a second `{block_type}`; the first is in {path.name}:{position.line}"
        report.add(page, code, block.offset, message, "merge the two")
    return found


def _inside(settings: list[Declared], block_type: str) -> Iterator[tuple[Page, Block]]:
    for declared in settings:
        for block in declared.block.body.of_type(block_type):
            yield declared.page, block


def _core_version(declarations: Declarations, report: Report, release: Release | None) -> None:
    """Each `required_version` must be met; those of an override file replace all others."""
    given: list[tuple[Page, Attribute]] = []
    for declared in declarations.of_type("terraform"):
        attribute = declared.attribute("required_version")
        if attribute is None:
            continue
        if is_override(declared.page.file):
            given = [one for one in given if one[0].file is declared.page.file]
        given.append((declared.page, attribute))
    for page, attribute in given:
        needed = conditions(constant_text(attribute))
        if not needed or any(one.pre for one in needed):
            continue
        if not admit_major(needed, _MAJOR):
            message = f"no Terraform {_MAJOR}.x meets required_version {attribute.expression}"
            report.add(page, codes.CORE_VERSION, attribute.offset, message, "widen the constraint")
        elif release and not admit(needed, release) and not is_chosen(page.file.path.parent):
            here = ".".join(map(str, release))
            message = f"Terraform {here}, which is on PATH, does not meet {attribute.expression}"
            remedy = "run it with such a Terraform, or widen the constraint"
            report.add(page, codes.CORE_VERSION, attribute.offset, message, remedy)


def _imports(declarations: Declarations, report: Report) -> None:
    seen: set[tuple[str, ...]] = set()
    for declared in declarations.of_type("import"):
        to = declared.attribute("to")
        target = whole(to.value) if to else None
        if to is None or target is None:
            continue
        key = (target.root.name, *step_keys(target.steps))
        if key in seen:
            message = f"a second import into `{to.expression}`"
            report.add(declared.page, codes.DUPLICATE, to.value.start, message, "keep one")
        seen.add(key)
