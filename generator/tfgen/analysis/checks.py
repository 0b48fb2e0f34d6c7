"""Whether a reference names something, as Terraform looks before it evaluates anything."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tfgen.analysis import codes
from tfgen.analysis.declared import Declared
from tfgen.analysis.known import key_text
from tfgen.analysis.nearest import declare_or_rename
from tfgen.analysis.provider.traversal import traversal_problem
from tfgen.analysis.refs import Ref

if TYPE_CHECKING:
    from tfgen.analysis.place import Place

_ATTRIBUTES = {
    "path": ("cwd", "module", "root"),
    "terraform": ("applying", "workspace"),
    "each": ("key", "value"),
    "count": ("index",),
}
_REPEATED = {"each": "for_each", "count": "count"}
_RESOURCE_CODES = {"data": codes.DATA}
_WORDS = {"resource": "resource", "data": "data source", "ephemeral": "ephemeral resource"}


def check_reference(ref: Ref, place: Place) -> bool:
    """Reports what is wrong with a reference; whether nothing is."""
    match ref.kind:
        case "var" | "local" | "module":
            return _named(ref, place)
        case "path" | "terraform":
            return _root_attribute(ref, place)
        case "each" | "count":
            return _root_attribute(ref, place) and _repeated(ref, place)
        case "self":
            return _self(ref, place)
        case _:
            return check_resource(ref, place)


def _named(ref: Ref, place: Place) -> bool:
    declarations = place.known.declarations
    name = ref.address[0]
    kind, code, known = {
        "var": ("variable", codes.VARIABLE, declarations.variables.keys()),
        "local": ("local value", codes.LOCAL, declarations.locals.keys()),
        "module": ("module", codes.MODULE, declarations.modules.keys()),
    }[ref.kind]
    if name in known or declarations.opaque:
        return True
    remedy = declare_or_rename(f"the {kind}", name, known, f"{ref.kind}.")
    place.report(code, ref.offset, f"the {kind} `{name}` is not declared", remedy)
    return False


def _root_attribute(ref: Ref, place: Place) -> bool:
    name, known = ref.address[0], _ATTRIBUTES[ref.kind]
    if name in known:
        return True
    shown = ", ".join(f"{ref.kind}.{one}" for one in known)
    message = f"there is no `{ref.kind}.{name}`"
    place.report(codes.ROOT_ATTRIBUTE, ref.offset, message, f"there is: {shown}")
    return False


def _repeated(ref: Ref, place: Place) -> bool:
    wanted = _REPEATED[ref.kind]
    if place.repetition in (wanted, "any"):
        return True
    message = f"`{ref.kind}` means something only in a block with `{wanted}`"
    remedy = f"add `{wanted}` to the block, or name the value meant"
    place.report(codes.REPETITION, ref.offset, message, remedy)
    return False


def _self(ref: Ref, place: Place) -> bool:
    if place.self_address is None:
        message = "`self` means something only in postconditions, provisioners and connections"
        remedy = "name the resource: TYPE.NAME"
        place.report(codes.REPETITION, ref.offset, message, remedy)
        return False
    kind, type_, name = place.self_address
    declared = place.known.declarations.of_kind(kind).get((type_, name))
    return declared is None or _rest(ref, kind, declared, "self", place)


def check_resource(ref: Ref, place: Place) -> bool:
    """As `check_reference`, for a resource, data source or ephemeral resource."""
    declarations = place.known.declarations
    type_, name = ref.address
    declared = declarations.of_kind(ref.kind).get((type_, name))
    if declared is None:
        return declarations.opaque or _undeclared(ref, place)
    good = _key(ref, declared, place)
    if declared.container and declared.container != place.check:
        message = f"`{ref.text}` belongs to the check `{declared.container}`"
        remedy = "use it there only, or declare it outside of the check"
        place.report(codes.SCOPED, ref.offset, message, remedy)
        good = False
    return _rest(ref, ref.kind, declared, ref.text, place) and good


def _undeclared(ref: Ref, place: Place) -> bool:
    prefix = "" if ref.kind == "resource" else f"{ref.kind}."
    names = [".".join(labels) for labels in place.known.declarations.of_kind(ref.kind)]
    name = ".".join(ref.address)
    word = _WORDS["data" if ref.kind == "data" else "resource"]
    shown = name if ref.kind == "data" else f"{prefix}{name}"
    remedy = declare_or_rename(f"the {word}", name, names, prefix)
    if ref.kind == "resource" and ref.address in place.known.declarations.data:
        remedy = f"did you mean data.{name}?"
    code = _RESOURCE_CODES.get(ref.kind, codes.RESOURCE)
    place.report(code, ref.offset, f"the {word} `{shown}` is not declared", remedy)
    return False


def _key(ref: Ref, declared: Declared, place: Place) -> bool:
    repeated = next((one for one in ("count", "for_each") if declared.attribute(one)), "")
    if ref.key is None and ref.rest and repeated:
        example = "count.index" if repeated == "count" else "each.key"
        message = f"`{ref.text}` has `{repeated}`: an attribute is one of a certain instance"
        remedy = f"name the instance, for example {ref.text}[{example}], or all: {ref.text}[*]"
        place.report(codes.INSTANCE_KEY, ref.offset, message, remedy)
        return False
    if ref.key is not None and not repeated:
        message = f"`{ref.text}` has neither `count` nor `for_each`, so it has no instances"
        remedy = f"remove {key_text(ref.key)}"
        place.report(codes.INSTANCE_KEY, ref.offset, message, remedy)
        return False
    return True


def _rest(ref: Ref, kind: str, declared: Declared, subject: str, place: Place) -> bool:
    if not ref.rest:
        return True
    schema = place.known.schema_of(kind, declared)
    if schema is None:
        return True
    found = traversal_problem(schema, ref.rest, place.page.text, subject)
    if found is None:
        return True
    place.known.report.take(place.page, [found])
    return False
