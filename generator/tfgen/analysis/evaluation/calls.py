"""Calls of local modules: their arguments against the module's variables."""

from __future__ import annotations

from dataclasses import replace

from tfgen.analysis import codes, shapes
from tfgen.analysis.declared import Declarations, Declared
from tfgen.analysis.evaluation.metas import depends_on, repetition
from tfgen.analysis.evaluation.variables import broken
from tfgen.analysis.known import Known
from tfgen.analysis.nearest import nearest
from tfgen.analysis.place import Place
from tfgen.analysis.report import Report
from tfgen.analysis.structure import header
from tfgen.analysis.variables import VariableFacts, default_value, facts_of
from tfgen.evaluate.conversion import ConversionError
from tfgen.evaluate.values import Value, unmarked_deeply
from tfgen.hcl.model import Attribute, Block
from tfgen.hcl.syntax import Expression


def call(known: Known, declared: Declared, child: Known | None) -> None:
    """Looks at one call; `child` is None where the module cannot be seen."""
    place = Place(known, declared.page, user=("module", declared.name))
    repetition(declared, place)
    depends_on(declared.attribute("depends_on"), place)
    given = arguments(declared.block)
    inside = replace(place, repetition="any")
    values = {name: inside.value(one.value) for name, one in given.items()}
    if child is None or child.declarations.opaque:
        return
    module = child.declarations
    _blocks(known, declared, module)
    for name, one in given.items():
        facts = facts_of(module, name)
        if facts is None:
            _unknown(known, declared, module, one)
        else:
            _argument(place, facts, one.value, values[name], child)
    _missing(known, declared, module)
    for name in module.variables.keys() - given.keys():
        _default(place, declared, facts_of(module, name), child)


def arguments(block: Block) -> dict[str, Attribute]:
    """The arguments of a call but Terraform's own; `_` holds those that are named like these."""
    own = shapes.MODULE.arguments
    found = {one.name: one for one in block.body.attributes if one.name not in own}
    for escaped in block.body.of_type("_"):
        found |= {one.name: one for one in escaped.body.attributes}
    return found


def _blocks(known: Known, declared: Declared, module: Declarations) -> None:
    for block in declared.block.body.blocks:
        if block.type not in shapes.MODULE.blocks:
            message = f"a module call takes no block `{block.type}`"
            remedy = (
                f"write it as an argument: {block.type} = {{ … }}"
                if block.type in module.variables
                else "remove it"
            )
            known.report.add(declared.page, codes.BLOCK, block.offset, message, remedy)


def _unknown(known: Known, declared: Declared, module: Declarations, one: Attribute) -> None:
    close = nearest(one.name, module.variables)
    add = f"remove it, or declare the variable in {module.module.folder.name}"
    remedy = f"did you mean `{close}`? if not, {add}" if close else add
    message = f"the module `{declared.name}` has no variable `{one.name}`"
    known.report.add(declared.page, codes.UNKNOWN_ARGUMENT, one.offset, message, remedy)


def _missing(known: Known, declared: Declared, module: Declarations) -> None:
    """An override cannot give what the block that it changes lacks."""
    given = arguments(declared.base)
    missing = [
        f"`{name}`"
        for name, variable in module.variables.items()
        if name not in given and variable.attribute("default") is None
    ]
    if missing:
        message = f"the module `{declared.name}` needs {', '.join(missing)}"
        remedy = "add the argument, or give the variable a default in the module"
        offset = header(declared.page, declared.block)
        known.report.add(declared.page, codes.MISSING_ARGUMENT, offset, message, remedy)


def _argument(
    place: Place, facts: VariableFacts, expression: Expression, value: Value, child: Known
) -> None:
    name = facts.declared.name
    try:
        final = facts.accept(value)
    except ConversionError as error:
        path = f" ({'.'.join(map(str, error.path))})" if error.path else ""
        message = f"`{name}` is of the wrong type: {error.message}{path}"
        _report(place, facts, expression, codes.ARGUMENT_VALUE, message, "see the variable's type")
        return
    if final.is_null and not facts.nullable:
        final = default_value(facts) or final
        if final.is_null:
            message = f"`{name}` cannot be null"
            place.report(codes.ARGUMENT_VALUE, expression.start, message, "give it a value")
            return
    if not facts.ephemeral and unmarked_deeply(final)[2]:
        message = f"`{name}` takes no ephemeral value"
        remedy = "add `ephemeral = true` to the variable"
        place.report(codes.EPHEMERAL, expression.start, message, remedy)
    for message in _broken(facts, final, child, place):
        told = f": {message}" if message else ""
        text = f"`{name}` breaks a condition of the module{told}"
        place.report(codes.VALIDATION, expression.start, text, "give it a value that is allowed")


def _report(
    place: Place, facts: VariableFacts, expression: Expression, code: str, message: str, remedy: str
) -> None:
    """A wrong value; of a sensitive variable Terraform shows the declaration, not the value."""
    if facts.sensitive:
        declared = facts.declared
        place.known.report.add(declared.page, code, declared.block.offset, message, remedy)
    else:
        place.report(code, expression.start, message, remedy)


def _default(place: Place, declared: Declared, facts: VariableFacts | None, child: Known) -> None:
    value = default_value(facts) if facts else None
    if facts is None or value is None:
        return
    for message in _broken(facts, value, child, place):
        name = facts.declared.name
        told = f": {message}" if message else ""
        text = f"the default of `{name}` breaks a condition of the module{told}"
        remedy = f"give `{name}` a value that is allowed"
        place.report(codes.VALIDATION, declared.block.offset, text, remedy)


def _broken(facts: VariableFacts, value: Value, child: Known, place: Place) -> list[str]:
    """The conditions of a called module that a value breaks: the same wherever it is called."""
    blocks = [*facts.declared.block.body.of_type("validation")]
    if not blocks or not value.is_known:
        return []
    try:
        known = facts.judged.get(value)
    except TypeError:
        # A value with entries has no hash.
        return _judged(facts, blocks, value, child, place.known.report)
    if known is None:
        report = Report()
        known = facts.judged[value] = _judged(facts, blocks, value, child, report), report
    place.known.report.include(known[1])
    return known[0]


def _judged(
    facts: VariableFacts, blocks: list[Block], value: Value, child: Known, report: Report
) -> list[str]:
    inside = replace(child, report=report)
    return broken(facts.declared, blocks, value, Place(inside, facts.declared.page))
