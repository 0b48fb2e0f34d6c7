"""`import` blocks: what they import into, and the IDs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from tfgen.analysis import codes
from tfgen.analysis.blocks.addresses import Address, import_target
from tfgen.analysis.children import declarations_of
from tfgen.analysis.declared import Declarations, Declared
from tfgen.analysis.evaluation.metas import UNKEPT
from tfgen.analysis.known import Known
from tfgen.analysis.place import Place
from tfgen.analysis.report import Report
from tfgen.analysis.structure import Reading
from tfgen.analysis.traversals import whole
from tfgen.evaluate.conversion import ConversionError, convert
from tfgen.evaluate.dispatch import iterable
from tfgen.evaluate.expressions import evaluate
from tfgen.evaluate.types import DYNAMIC, NUMBER, STRING, SetType, Type
from tfgen.evaluate.values import Value, is_wholly_known, number, object_of, string
from tfgen.hcl.model import Attribute
from tfgen.hcl.syntax import Attr, Expression, Index


def imported(known: Known, declared: Declared) -> None:
    """Looks at one `import` block."""
    to, given = declared.attribute("to"), declared.attribute("id")
    address = import_target(Reading(declared.page, Report()), to) if to else None
    if to is None or address is None:
        return
    place = Place(known, declared.page)
    target, known_to_lack = _target(known.declarations, address)
    if target is None:
        if known_to_lack and (address.modules or address.key or declared.attribute("for_each")):
            message = f"there is no resource `{address.type}.{address.name}` to import into"
            remedy = "declare it: Terraform can write one for a plain resource of the root only"
            place.report(codes.ADDRESS, to.value.start, message, remedy)
        return
    if given is not None and not _refers_to_itself(place, given, address):
        _instances(place, declared, to, given, target)


def _target(declarations: Declarations, address: Address) -> tuple[Declared | None, bool]:
    """The resource that is imported into; whether it is certain where there is none."""
    for name in address.modules:
        call = declarations.modules.get(name)
        if call is None:
            return None, not declarations.opaque
        child = declarations_of(declarations.module.local_modules.get(name))
        if child is None:
            return None, False
        declarations = child
    found = declarations.resources.get((address.type, address.name))
    return found, found is None and not declarations.opaque


def _refers_to_itself(place: Place, given: Attribute, address: Address) -> bool:
    for ref in place.page.refs(given.value):
        if ref.kind == "resource" and ref.address == (address.type, address.name):
            message = "the ID cannot be one of the resource that is imported"
            place.report(codes.ADDRESS, ref.offset, message, "write the ID of the object")
            return True
    return False


def _instances(
    place: Place, declared: Declared, to: Attribute, given: Attribute, target: Declared
) -> None:
    for_each = declared.attribute("for_each")
    if for_each is None:
        if whole(to.value) is None:
            message = "without `for_each` the address must be constant"
            place.report(codes.ADDRESS, to.value.start, message, "write TYPE.NAME[KEY]")
            return
        if _fits(place, to, target, None):
            _id(given, place)
        return
    for element in _elements(place, for_each):
        if not _fits(place, to, target, element):
            return
    _id(given, replace(place, repetition="for_each"))


def _elements(place: Place, for_each: Attribute) -> Iterator[Value]:
    """`each` of every instance; none where that is not wholly known."""
    found = place.value(for_each.value)
    if found.type is not DYNAMIC and not iterable(found.type) and not found.is_null:
        message = "`for_each` must be a collection"
        remedy = "write a map, or a list in brackets"
        place.report(codes.REPETITION_VALUE, for_each.value.start, message, remedy)
    elif found.ephemeral:
        message = "an ephemeral value cannot be a `for_each`: its keys are kept"
        place.report(codes.REPETITION_VALUE, for_each.value.start, message, UNKEPT)
    elif is_wholly_known(found):
        match found.data:
            case dict() as entries:
                for name, value in entries.items():
                    yield object_of({"key": string(name), "value": value})
            case tuple() as items:
                for index, value in enumerate(items):
                    key = value if isinstance(found.type, SetType) else number(index)
                    yield object_of({"key": key, "value": value})


def _fits(place: Place, to: Attribute, target: Declared, each: Value | None) -> bool:
    """Whether the key in an address is one of the instances of the resource; else reports it."""
    key = _key(to.value)
    kind: Type | None = None
    if key is not None:
        scope = place.scope()
        value = evaluate(key, scope.child({"each": each}) if each else scope)
        place.take(scope.problems)
        if scope.problems or value.type is DYNAMIC:
            return not scope.problems
        kind = value.type
    wanted = STRING if target.attribute("for_each") else None
    wanted = NUMBER if target.attribute("count") else wanted
    if kind is wanted:
        return True
    message = f"this key does not fit the instances of `{'.'.join(target.block.labels)}`"
    remedy = 'name an instance by its key: [0] with `count`, ["NAME"] with `for_each`'
    place.report(codes.ADDRESS, to.value.start, message, remedy)
    return False


def _key(expression: Expression) -> Expression | None:
    """The key after the name of the resource; modules may have keys of their own before."""
    if isinstance(expression, Index) and isinstance(expression.on, Attr):
        return expression.key
    return None


def _id(given: Attribute, place: Place) -> None:
    value = place.value(given.value)
    try:
        text = convert(value, STRING)
    except ConversionError as error:
        words = f"the ID is no text: {error.message}"
    else:
        words = "the ID is null" if text.is_null else ""
        words = "the ID is empty" if text.data == "" else words
    if words:
        place.report(codes.ADDRESS, given.value.start, words, "write the ID of the object")
