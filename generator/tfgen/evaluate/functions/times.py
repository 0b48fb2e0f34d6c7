"""Functions of dates and times (RFC 3339). Those that read the clock are not computed.

https://developer.hashicorp.com/terraform/language/functions#date-and-time
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta, timezone
from decimal import Decimal

from tfgen.evaluate.functions.arguments import text
from tfgen.evaluate.functions.model import (
    ArgumentError,
    FunctionError,
    Invocation,
    NotExactError,
    implements,
)
from tfgen.evaluate.values import Value, number, string

_TIMESTAMP = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(\.\d+)?(Z|([+-])(\d\d):(\d\d))", re.ASCII
)
_DURATION = re.compile(r"(\d+\.?\d*|\.\d+)(ns|us|µs|μs|ms|s|m|h)", re.ASCII)
_SECONDS = {
    "ns": Decimal("1e-9"),
    "us": Decimal("1e-6"),
    "µs": Decimal("1e-6"),
    "μs": Decimal("1e-6"),
    "ms": Decimal("1e-3"),
    "s": Decimal(1),
    "m": Decimal(60),
    "h": Decimal(3600),
}
_HOUR, _DAY = 60, 24 * 60
_VERB = re.compile(r"'(?:[^']|'')*'?|([a-zA-Z])\1*|[^a-zA-Z']+", re.ASCII)
_MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
_DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]


def _parsed(given: str) -> datetime:
    found = _TIMESTAMP.fullmatch(given)
    if found is None:
        raise FunctionError(f'"{given}" is no timestamp like 2020-01-02T03:04:05Z')
    if found[7]:
        raise NotExactError
    minutes = int(found[10] or 0) * 60 + int(found[11] or 0)
    if minutes >= _DAY or int(found[11] or 0) >= _HOUR:
        raise NotExactError
    zone = timezone(timedelta(minutes=-minutes if found[9] == "-" else minutes))
    try:
        parts = [int(found[index]) for index in range(1, 7)]
        return datetime(*parts, tzinfo=zone)  # type: ignore[misc, arg-type]
    except ValueError as error:
        if found[1] == "0000":
            raise NotExactError from None
        raise FunctionError(f'"{given}" is no timestamp: {error}') from None


def _offset(moment: datetime, separator: str) -> str:
    minutes = int((moment.utcoffset() or timedelta()).total_seconds() // 60)
    sign = "-" if minutes < 0 else "+"
    return f"{sign}{abs(minutes) // 60:02d}{separator}{abs(minutes) % 60:02d}"


def _zone(moment: datetime) -> str:
    return _offset(moment, ":") if moment.utcoffset() else "Z"


def _seconds(given: str) -> Decimal:
    bare = given[1:] if given[:1] in ("+", "-") else given
    if bare == "0":
        return Decimal(0)
    total, at = Decimal(0), 0
    while at < len(bare):
        found = _DURATION.match(bare, at)
        if found is None:
            break
        total += Decimal(found[1]) * _SECONDS[found[2]]
        at = found.end()
    if not bare or at < len(bare):
        raise FunctionError(f'"{given}" is no duration like 1h30m')
    return -total if given.startswith("-") else total


@implements("timeadd")
def timeadd(call: Invocation) -> Value:
    """A timestamp and a duration together."""
    moment = _parsed(text(call.given[0]))
    seconds = _seconds(text(call.given[1]))
    if seconds != seconds.to_integral_value() or abs(seconds) > 10**9:
        raise NotExactError
    try:
        later = moment + timedelta(seconds=int(seconds))
    except OverflowError:
        raise NotExactError from None
    return string(later.replace(tzinfo=None).isoformat() + _zone(later))


@implements("timecmp")
def timecmp(call: Invocation) -> Value:
    """-1, 0 or 1: whether a time is before, at or after another."""
    moments: list[datetime] = []
    for index, each in enumerate(call.given):
        try:
            moments.append(_parsed(text(each)))
        except NotExactError:
            raise
        except FunctionError as error:
            raise ArgumentError(index, str(error)) from None
    one, other = moments
    return number((one > other) - (one < other))


def _verb(verb: str, moment: datetime) -> str:
    hour = moment.hour % 12 or 12
    choices = {
        "YY": f"{moment.year % 100:02d}",
        "YYYY": f"{moment.year:04d}",
        "M": str(moment.month),
        "MM": f"{moment.month:02d}",
        "MMM": _MONTHS[moment.month - 1][:3],
        "MMMM": _MONTHS[moment.month - 1],
        "D": str(moment.day),
        "DD": f"{moment.day:02d}",
        "EEE": _DAYS[moment.weekday()][:3],
        "EEEE": _DAYS[moment.weekday()],
        "h": str(moment.hour),
        "hh": f"{moment.hour:02d}",
        "H": str(hour),
        "HH": f"{hour:02d}",
        "AA": "PM" if moment.hour // 12 else "AM",
        "aa": "pm" if moment.hour // 12 else "am",
        "m": str(moment.minute),
        "mm": f"{moment.minute:02d}",
        "s": str(moment.second),
        "ss": f"{moment.second:02d}",
        "Z": _zone(moment),
        "ZZZ": _offset(moment, "") if moment.utcoffset() else "UTC",
        "ZZZZ": _offset(moment, ""),
        "ZZZZZ": _offset(moment, ":"),
    }
    if verb not in choices:
        raise ArgumentError(0, f'"{verb}" is no part of a date')
    return choices[verb]


@implements("formatdate")
def formatdate(call: Invocation) -> Value:
    """A timestamp in another form."""
    try:
        moment = _parsed(text(call.given[1]))
    except NotExactError:
        raise
    except FunctionError as error:
        raise ArgumentError(1, str(error)) from None
    out: list[str] = []
    for found in _VERB.finditer(text(call.given[0])):
        token = found[0]
        if token.startswith("'"):
            if len(token) == 1 or not token.endswith("'"):
                raise ArgumentError(0, "a literal text does not end: `'` is missing")
            out.append(token[1:-1].replace("''", "'") or "'")
        else:
            out.append(_verb(token, moment) if token[0].isalpha() else token)
    return string("".join(out))
