"""What the declaration of a variable says about its values."""

from __future__ import annotations

from dataclasses import dataclass, field

from tfgen.analysis.declared import Declarations, Declared
from tfgen.analysis.page import Page
from tfgen.analysis.report import Report
from tfgen.evaluate.conversion import ConversionError, convert
from tfgen.evaluate.scope import Scope, scope_of
from tfgen.evaluate.type_constraints import Defaults, apply_defaults, parse_type
from tfgen.evaluate.types import DYNAMIC, ListType, MapType, Type, without_optional
from tfgen.evaluate.values import Value
from tfgen.hcl.model import Attribute
from tfgen.hcl.syntax import Variable


@dataclass(frozen=True)
class VariableFacts:
    """The type of a variable, with what `optional()` gives, and its marks.

    `default` is None where the variable must be given a value.
    """

    declared: Declared
    type: Type
    defaults: Defaults | None
    sensitive: bool
    ephemeral: bool
    nullable: bool
    default: Attribute | None
    judged: dict[Value, tuple[list[str], Report]] = field(
        default_factory=dict, compare=False, repr=False
    )
    """The conditions that values break, as far as somebody asked (evaluation/calls.py)."""

    @property
    def value_type(self) -> Type:
        """The type that its values have."""
        return without_optional(self.type)

    def accept(self, value: Value) -> Value:
        """A value as one of this variable; raises `ConversionError`."""
        if self.defaults is not None and not value.is_null:
            value = apply_defaults(value, self.defaults)
        return convert(value, self.type)


def variable_facts(declared: Declared) -> VariableFacts:
    """What a `variable` block says; what is wrong with it counts as not said."""
    type_: Type = DYNAMIC
    defaults: Defaults | None = None
    given = declared.attribute("type")
    if given is not None:
        type_, defaults = type_of(given, type_scope(declared.page))
    return VariableFacts(
        declared,
        type_,
        defaults,
        flag(declared, "sensitive", False),
        flag(declared, "ephemeral", False),
        flag(declared, "nullable", True),
        declared.attribute("default"),
    )


def facts_of(declarations: Declarations, name: str) -> VariableFacts | None:
    """What a module says of one of its variables; None where it declares none of that name."""
    found = declarations.facts.get(name)
    if found is None and name in declarations.variables:
        found = declarations.facts[name] = variable_facts(declarations.variables[name])
    return found


def type_of(attribute: Attribute, scope: Scope) -> tuple[Type, Defaults | None]:
    """The type that a `type` argument names, and the defaults in it."""
    match attribute.value:
        case Variable(name="list"):
            return ListType(DYNAMIC), None
        case Variable(name="map"):
            return MapType(DYNAMIC), None
    return parse_type(attribute.value, scope)


def no_default(facts: VariableFacts, value: Value) -> str:
    """Why a value cannot be the default of a variable; empty where it can."""
    try:
        if facts.accept(value).is_null and not facts.nullable:
            return "null is no value, because `nullable` is false"
    except ConversionError as error:
        return error.message
    return ""


def default_value(facts: VariableFacts) -> Value | None:
    """The default as a value of the variable; None where there is none, or none that fits."""
    from tfgen.evaluate.expressions import evaluate

    if facts.default is None:
        return None
    file = facts.declared.page.file
    try:
        return facts.accept(evaluate(facts.default.value, scope_of(file, file.path.parent)))
    except ConversionError:
        return None


def type_scope(page: Page) -> Scope:
    """A scope for the types on a page; in JSON there are no quotes to look for."""
    return Scope(page.file.path.parent, "" if page.file.json else page.text)


def flag(declared: Declared, name: str, otherwise: bool) -> bool:
    """A constant bool argument; `otherwise` where it is not given, or no constant."""
    given = declared.attribute(name)
    if given is None or given.literal is None:
        return otherwise
    value = given.literal.value
    return value in (True, "true", "1") if value is not None else otherwise
