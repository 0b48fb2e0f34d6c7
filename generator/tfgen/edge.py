"""The edge between YAML and the models: pydantic's errors become messages with file and line."""

from __future__ import annotations

import difflib
import re
import types
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, TypeVar, Union, get_args, get_origin

from pydantic import BaseModel, ConfigDict, ValidationError

from tfgen.errors import InputError, InputErrors, Where

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

_WIDTH = 60

Model = TypeVar("Model", bound="Strict")
Locate = Callable[[Sequence[str | int]], Where]


class Strict(BaseModel):
    """Base of every model: unknown keys are errors, values are not changed after reading."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=False, populate_by_name=True)


def validate(model: type[Model], data: Any, locate: Locate) -> Model:
    """`data` (what YAML gave) as a `model`.

    Raises InputError, or InputErrors for several, each at the line that `locate` finds.
    """
    try:
        return model.model_validate(data)
    except ValidationError as error:
        errors = [_input_error(model, details, locate) for details in error.errors()]
        raise errors[0] if len(errors) == 1 else InputErrors(errors) from None


def _input_error(model: type[Strict], details: ErrorDetails, locate: Locate) -> InputError:
    location = details["loc"]
    key = dotted(location)
    where = locate(location)
    match details["type"]:
        case "extra_forbidden":
            known = _known_keys(model, location[:-1])
            near = difflib.get_close_matches(str(location[-1]), known, n=1, cutoff=0.5)
            hint = f"did you mean `{near[0]}`?" if near else f"known keys: {', '.join(known)}"
            return InputError(f"unknown key `{key}`", where=where, hint=hint)
        case "missing":
            return InputError(
                f"`{key}` is missing", where=where, hint=f"add the key `{location[-1]}`"
            )
        case "value_error":
            reason, _, hint = str(details["ctx"]["error"]).partition("\n")
            prefix = f"`{key}` " if key else ""
            return InputError(f"{prefix}{reason}", where=where, hint=hint)
        case _:
            shown = repr(details["input"])
            shown = shown if len(shown) <= _WIDTH else f"{shown[: _WIDTH - 3]}..."
            reason = _in_words(details["msg"][0].lower() + details["msg"][1:])
            hint = "what each key takes: tfgen schema service, tfgen schema project"
            return InputError(f"`{key}`: {reason}, found {shown}", where=where, hint=hint)


def _in_words(message: str) -> str:
    """Pydantic's message in the words of YAML; Python has tuples and dictionaries."""
    message = re.sub(r"valid dictionary( or instance of \w+)?", "mapping", message)
    message = message.replace("tuple", "list").replace(" after validation", "")
    return message.replace("should be a valid list", "should be a list: […]")


def dotted(location: Sequence[str | int]) -> str:
    """`("containers", "web", "ports", 0)` as people write it: `containers.web.ports[0]`."""
    text = ""
    for part in location:
        text += f"[{part}]" if isinstance(part, int) else f".{part}"
    return text.lstrip(".")


def _known_keys(model: type[Strict], location: Sequence[str | int]) -> list[str]:
    node: Any = model
    for part in location:
        node = _step(node, part)
    found = next(_models(node), None)
    return list(found.model_fields) if found else []


def _step(node: Any, part: str | int) -> Any:
    found = next(_models(node), None)
    if found is not None and isinstance(part, str) and part in found.model_fields:
        return found.model_fields[part].annotation
    for candidate in (node, *get_args(node)):
        if get_origin(candidate) in (dict, list, tuple):
            return get_args(candidate)[-1 if get_origin(candidate) is dict else 0]
    return None


def _models(node: Any) -> Iterator[type[Strict]]:
    if isinstance(node, type) and issubclass(node, Strict):
        yield node
    elif get_origin(node) in (Union, types.UnionType):
        for candidate in get_args(node):
            yield from _models(candidate)
