"""`moved`, `removed` and `import`: what they name need not be declared."""

from __future__ import annotations

from dataclasses import dataclass

from tfgen.analysis import codes, shapes
from tfgen.analysis.blocks.metas import provider_ref
from tfgen.analysis.blocks.provisioners import provisioner
from tfgen.analysis.constants import literal
from tfgen.analysis.structure import Reading, content
from tfgen.analysis.traversals import Traversal, is_static, whole
from tfgen.evaluate.places import step_place
from tfgen.evaluate.types import BOOL
from tfgen.hcl.model import Attribute, Block
from tfgen.hcl.syntax import Attr, Constant, Expression, Index, Text, Variable

_MODES = frozenset({"data", "ephemeral", "resource"})
_RESERVED = frozenset(
    {"count", "each", "local", "path", "self", "terraform", "var", "template", "lazy", "arg"}
)
_FORM = "write TYPE.NAME, or module.NAME"


@dataclass(frozen=True)
class Address:
    """A resource or, where `type` is empty, a module. `steps` are those of the modules before."""

    modules: tuple[str, ...]
    mode: str = ""
    type: str = ""
    name: str = ""
    key: Index | None = None


class _NoAddressError(ValueError):
    def __init__(self, message: str, offset: int) -> None:
        super().__init__(message)
        self.message = message
        self.offset = offset


def moved(reading: Reading, block: Block) -> None:
    """A `moved` block: two addresses of one kind."""
    if reading.override:
        return
    found = content(reading, block.body, shapes.MOVED, block)
    ends = [_address(reading, found.arguments.get(name)) for name in ("from", "to")]
    if ends[0] and ends[1] and bool(ends[0].type) != bool(ends[1].type):
        message = "one of the two is a resource, the other a module"
        reading.problem(codes.ADDRESS, block.offset, message, "move a resource to a resource")


def removed(reading: Reading, block: Block) -> None:
    """A `removed` block: the address of a resource or module without any key."""
    found = content(reading, block.body, shapes.REMOVED, block)
    target = _address(reading, found.arguments.get("from"), keys=False)
    if target and target.mode == "data":
        message = "a data source cannot be removed"
        place = found.arguments["from"].value.start
        reading.problem(codes.ADDRESS, place, message, "delete its block; that is all")
    managed = target is not None and target.mode == "resource"
    for one in found.blocks:
        if one.type == "lifecycle":
            inner = content(reading, one.body, shapes.REMOVED_LIFECYCLE, one)
            literal(reading, inner.arguments.get("destroy"), BOOL)
        elif not managed:
            message = f"a block `{one.type}` is for a removed resource"
            reading.problem(codes.PROVISIONER, one.offset, message, "remove it")
        elif one.type == "provisioner":
            provisioner(reading, one, only_destroy=True)


def imported(reading: Reading, block: Block) -> None:
    """An `import` block: what it imports into, without computed keys."""
    if reading.override:
        return
    found = content(reading, block.body, shapes.IMPORT, block)
    to = found.arguments.get("to")
    target = import_target(reading, to) if to else None
    if to is not None and target is not None and target.mode in ("data", "ephemeral"):
        message = "only resources can be imported"
        reading.problem(codes.ADDRESS, to.offset, message, "name a resource")
    given = found.arguments.get("provider")
    if given is not None:
        provider_ref(reading, given.value)
        if target is not None and target.modules:
            message = "an import into a module takes no `provider`"
            remedy = "pass providers to the module instead"
            reading.problem(codes.ADDRESS, given.offset, message, remedy)


def import_target(reading: Reading, attribute: Attribute) -> Address | None:
    """The resource that an import names, its computed keys left out; None, reported, if none."""
    found = _without_keys(attribute.value)
    if found is None:
        place = attribute.value.start
        reading.problem(codes.ADDRESS, place, "this is no address of a resource", _FORM)
        return None
    try:
        address = parse_address(found, reading.page.text)
    except _NoAddressError as error:
        reading.problem(codes.ADDRESS, error.offset, error.message, _FORM)
        return None
    if not address.type:
        message = "this is the address of a module, not of a resource"
        reading.problem(codes.ADDRESS, attribute.value.start, message, _FORM)
        return None
    return address


def _without_keys(expression: Expression) -> Traversal | None:
    steps: list[Attr | Index] = []
    while isinstance(expression, Attr | Index):
        if is_static(expression):
            steps.append(expression)
        expression = expression.on
    found = isinstance(expression, Variable)
    return Traversal(expression, tuple(reversed(steps))) if found else None  # type: ignore[arg-type]


def _address(reading: Reading, attribute: Attribute | None, *, keys: bool = True) -> Address | None:
    if attribute is None:
        return None
    found = whole(attribute.value)
    if found is None:
        place = attribute.value.start
        message = f"`{attribute.name}` must be an address, without quotes and nothing computed"
        reading.problem(codes.ADDRESS, place, message, _FORM)
        return None
    try:
        return parse_address(found, reading.page.text, keys=keys)
    except _NoAddressError as error:
        reading.problem(codes.ADDRESS, error.offset, error.message, _FORM)
        return None


def parse_address(found: Traversal, text: str, *, keys: bool = True) -> Address:
    """The address that a traversal is; `keys` of instances may be in it."""
    steps: list[Variable | Attr | Index] = [found.root, *found.steps]
    modules: list[str] = []
    while steps and isinstance(steps[0], Variable | Attr) and steps[0].name == "module":
        if len(steps) < 2 or not isinstance(steps[1], Attr):  # noqa: PLR2004 (and a name)
            raise _NoAddressError("`module.` must be followed by a name", found.root.start)
        modules.append(steps[1].name)
        del steps[:2]
        if steps and isinstance(steps[0], Index):
            if not keys:
                message = "the whole module is meant: no key of an instance"
                raise _NoAddressError(message, step_place(steps[0], text))
            del steps[:1]
    if not steps:
        return Address(tuple(modules))
    return _resource(tuple(modules), steps, found, text, keys)


def _is_key(expression: Expression) -> bool:
    match expression:
        case Text():
            return True
        case Constant(value=value):
            return isinstance(value, int | float) and not isinstance(value, bool)
    return False


def _resource(
    modules: tuple[str, ...],
    steps: list[Variable | Attr | Index],
    found: Traversal,
    text: str,
    keys: bool,
) -> Address:
    first = getattr(steps[0], "name", "")
    if first in _RESERVED:
        raise _NoAddressError(f"`{first}` is no type of a resource", found.root.start)
    mode = first if first in _MODES and len(steps) > 1 else "resource"
    if mode != "resource" or first == "resource":
        del steps[:1]
    if len(steps) < 2:  # noqa: PLR2004 (type and name)
        raise _NoAddressError("a resource is named by its type and its name", found.root.start)
    type_, name, *rest = steps
    if isinstance(type_, Index) or not isinstance(name, Attr):
        raise _NoAddressError("a resource is named by its type and its name", found.root.start)
    if not rest:
        return Address(modules, mode, type_.name, name.name)
    key = rest[0]
    assert not isinstance(key, Variable)  # noqa: S101 (a variable is the first step)
    if not keys:
        message = "the whole resource is meant: no key of an instance"
        raise _NoAddressError(message, step_place(key, text))
    if len(rest) > 1 or not isinstance(key, Index) or not _is_key(key.key):
        message = "after the name nothing but the key of an instance can stand"
        raise _NoAddressError(message, step_place(key, text))
    return Address(modules, mode, type_.name, name.name, key)
