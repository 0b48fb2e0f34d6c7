"""What a function is: its parameters, the type of its result, and how to compute it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from tfgen.evaluate.functions.signatures import SIGNATURES
from tfgen.evaluate.scope import Scope
from tfgen.evaluate.types import DYNAMIC, ListType, MapType, Primitive, SetType, Type
from tfgen.evaluate.values import Value

Arguments = Sequence[Value]
ResultType = Callable[[Arguments], Type]


@dataclass(frozen=True, slots=True)
class Invocation:
    """What an implementation gets: the arguments, the type of the result, and where it is called.

    The arguments are of the parameters' types; what else is known of them, `implements` says.
    """

    given: Arguments
    type: Type
    scope: Scope


Run = Callable[[Invocation], Value]


class FunctionError(ValueError):
    """The call as a whole fails; Terraform names the function. `remedy` says what to do."""

    remedy = "correct what it is given"


class ArgumentError(FunctionError):
    """One argument is wrong; `index` counts from 0."""

    def __init__(self, index: int, message: str, remedy: str = "give it another value") -> None:
        super().__init__(message)
        self.index = index
        self.remedy = remedy


class NotExactError(FunctionError):
    """The result cannot be told for certain: it is unknown, and nothing is wrong."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter; `nullable` says that it takes null."""

    name: str
    type: Type
    nullable: bool = False


@dataclass(frozen=True, slots=True)
class Function:
    """A function's signature; `variadic` is the parameter of any further arguments."""

    name: str
    parameters: tuple[Parameter, ...]
    variadic: Parameter | None
    result: Type

    def parameter(self, index: int) -> Parameter:
        """The parameter of argument `index`, which the function must have."""
        if index < len(self.parameters):
            return self.parameters[index]
        return self.variadic or self.parameters[-1]


@dataclass(frozen=True, slots=True)
class Implementation:
    """How a function is computed.

    `result` is the type of the result, or gives it for the arguments; both may raise
    `FunctionError`, as `run` may.
    `accepts` holds a text for each parameter, the variadic one last: `u` where `run` wants to see
    unknown values, `d` values of unknown type, `m` values with marks; without, the result is
    unknown, dynamic, or gets the marks. `not_null` says that an unknown result will not be null.
    """

    run: Run
    result: ResultType | Type | None = None
    accepts: tuple[str, ...] = ()
    not_null: bool = True

    def flags(self, index: int) -> str:
        """What is accepted of argument `index`."""
        return self.accepts[min(index, len(self.accepts) - 1)] if self.accepts else ""


IMPLEMENTATIONS: dict[str, Implementation] = {}
"""By the name of the function; those that are missing give an unknown value."""

_LINES = {line.partition("(")[0]: line for line in SIGNATURES.splitlines()}
_FOUND: dict[str, Function] = {}
_WORDS: dict[str, Callable[[Type], Type]] = {"list": ListType, "set": SetType, "map": MapType}


def implements(
    name: str,
    *accepts: str,
    result: ResultType | Type | None = None,
    not_null: bool = True,
) -> Callable[[Run], Run]:
    """Makes the function decorated the implementation of Terraform's function `name`."""

    def register(run: Run) -> Run:
        IMPLEMENTATIONS[name] = Implementation(run, result, accepts, not_null)
        return run

    return register


def names() -> tuple[str, ...]:
    """The names of all functions of Terraform."""
    return tuple(_LINES)


def function(name: str) -> Function | None:
    """The signature of a function of Terraform; its name may start with `core::`."""
    name = name.removeprefix("core::")
    found = _FOUND.get(name)
    if found is None and name in _LINES:
        found = _FOUND[name] = _parse(_LINES[name])
    return found


def _parse(line: str) -> Function:
    name, _, rest = line.partition("(")
    inner, _, result = rest.rpartition(") ")
    parameters = [_parameter(each) for each in inner.split(", ")] if inner else []
    variadic = None
    if "*" in inner:
        variadic = parameters.pop()
    return Function(name, tuple(parameters), variadic, _type(result))


def _parameter(text: str) -> Parameter:
    name, _, type_ = text.partition(" ")
    return Parameter(name.strip("*?"), _type(type_), name.endswith("?"))


def _type(text: str) -> Type:
    if text == "any":
        return DYNAMIC
    word, _, inner = text.partition("(")
    return _WORDS[word](_type(inner[:-1])) if inner else Primitive(text)
