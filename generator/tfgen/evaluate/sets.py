"""The elements of a set in the order in which Terraform goes through them, each once."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from functools import cmp_to_key

from tfgen.evaluate.types import NUMBER, ListType, MapType, SetType, Type
from tfgen.evaluate.values import UNKNOWN, Value, is_wholly_known


def ordered(items: Sequence[Value], element: Type) -> tuple[Value, ...]:
    """The items without marks, sorted, equal ones once; unknown ones last and all kept."""
    found: list[Value] = []
    seen: set[bytes] = set()
    waiting: list[Value] = []
    for item in items:
        if item.data is UNKNOWN:
            waiting.append(item)
            continue
        key = _key(item, exact=True)
        if key in seen and is_wholly_known(item):
            continue
        seen.add(key)
        found.append(item)
    found.sort(key=cmp_to_key(_compare) if element is NUMBER else _sort_key)
    return (*found, *waiting)


def _compare(left: Value, right: Value) -> int:
    one, other = left.data, right.data
    if not isinstance(one, int | Decimal) or not isinstance(other, int | Decimal):
        return (one is None) - (other is None)
    return (one > other) - (one < other)


def _sort_key(item: Value) -> tuple[bool, bytes]:
    """Null comes last; strings by their bytes; others by the bytes of cty's own hash."""
    if isinstance(item.data, str):
        return False, item.data.encode("utf-8", "surrogatepass")
    return item.data is None, _key(item)


def _key(item: Value, *, exact: bool = False) -> bytes:
    """What cty hashes (`cty/set_internals.go`), by which it sorts values that have no order.

    The hash shortens numbers; `exact` does not, so that different values differ.
    """
    parts: list[str] = []
    _append(item, parts, exact)
    return "".join(parts).encode("utf-8", "surrogatepass")


def _append(item: Value, out: list[str], exact: bool) -> None:
    data = item.data
    if data is UNKNOWN:
        out.append("?")
    elif data is None:
        out.append("~")
    elif isinstance(data, bool):
        out.append("T" if data else "F")
    elif isinstance(data, str):
        out.append(quoted(data))
    elif isinstance(data, int | Decimal):
        out.append(str(data) if exact else _number(data))
    elif isinstance(data, tuple):
        opening, closing = "[]" if isinstance(item.type, ListType | SetType) else "<>"
        out.append(opening)
        for part in data:
            _append(part, out, exact)
            out.append(";")
        out.append(closing)
    else:
        is_map = isinstance(item.type, MapType)
        out.append("{" if is_map else "<")
        for name, part in data.items():
            if is_map:
                out.append(f"{quoted(name)}:")
            _append(part, out, exact)
            out.append(";")
        out.append("}" if is_map else ">")


def _number(data: int | Decimal) -> str:
    """Go's `%.10g` of the number."""
    text = format(Decimal(data), ".10g")
    if "e" in text or "E" in text:
        mantissa, _, exponent = text.lower().partition("e")
        digits = exponent.lstrip("+-").rjust(2, "0")
        mantissa = mantissa.rstrip("0").rstrip(".") if "." in mantissa else mantissa
        return f"{mantissa}e{'-' if exponent.startswith('-') else '+'}{digits}"
    return text.rstrip("0").rstrip(".") if "." in text else text


_ESCAPES = str.maketrans(
    {
        '"': '\\"',
        "\\": "\\\\",
        "\a": "\\a",
        "\b": "\\b",
        "\f": "\\f",
        "\n": "\\n",
        "\r": "\\r",
        "\t": "\\t",
        "\v": "\\v",
    }
)


def quoted(text: str) -> str:
    """The text as Go's `%q` writes it, all but the characters that cannot be printed."""
    return f'"{text.translate(_ESCAPES)}"'
