"""Forms of strings that providers ask for by name: an ARN, a CIDR block, JSON.

Each is as wide as the widest validation of that name: what it refuses, no provider that asks for
the form accepts. `probing` records a form only for arguments that refused every example against it.
"""

from __future__ import annotations

import ipaddress
import json
import re
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Form:
    """A form: what people call it, and whether a string has it."""

    title: str
    holds: Callable[[str], bool]


def _pattern(title: str, pattern: str) -> Form:
    # In Go `\d` and `\w` are ASCII, and `$` is the end of the text alone.
    compiled = re.compile(pattern, re.ASCII | re.DOTALL)
    return Form(title, lambda text: compiled.fullmatch(text) is not None)


def _json(text: str) -> bool:
    try:
        json.loads(text, parse_constant=_refused)
    except ValueError:
        return False
    except RecursionError:
        return True
    return True


def _refused(name: str) -> float:
    raise ValueError(name)


def _json_object(text: str) -> bool:
    return text.lstrip()[:1] == "{" and _json(text)


def _json_list(text: str) -> bool:
    # Go reads nothing and `null` into an empty list, too.
    start = text.strip()[:1]
    return not start or (start in "[n" and _json(text))


def _network(text: str) -> bool:
    address, slash, bits = text.partition("/")
    if not slash or not bits.isdecimal() or len(bits) > 3 or not _address(address):  # noqa: PLR2004
        return False
    return int(bits) <= ipaddress.ip_address(address).max_prefixlen


def _network_4(text: str) -> bool:
    return ":" not in text and _network(text)


def _network_6(text: str) -> bool:
    return ":" in text and _network(text)


def _canonical(text: str) -> bool:
    if not _network(text):
        return False
    try:
        ipaddress.ip_network(text)
    except ValueError:
        return False
    return True


def _canonical_4(text: str) -> bool:
    return ":" not in text and _canonical(text)


def _canonical_16_28(text: str) -> bool:
    return _canonical_4(text) and 16 <= int(text.partition("/")[2]) <= 28  # noqa: PLR2004


def _canonical_6(text: str) -> bool:
    return ":" in text and _canonical(text)


def _address(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True


def _address_4(text: str) -> bool:
    return ":" not in text and _address(text)


def _address_6(text: str) -> bool:
    return ":" in text and _address(text)


def _address_or_network(text: str) -> bool:
    return _address(text) or _network(text)


_ACCOUNT = r"(aws|aws-managed|third-party|aws-marketplace|\d{12}|cw.{10})?"
_TIME = r"([01]\d|2[0-3]):[0-5]\d"
_DAY = r"[A-Za-z]{3}"

FORMS = {
    "json_object": Form("a JSON object", _json_object),
    "json_list": Form("a JSON list", _json_list),
    "json": Form("valid JSON", _json),
    "arn": _pattern(
        "a valid ARN",
        rf"arn:aws(-[a-z]+)*:[^:]*:([a-z]{{2}}(-[a-z]+)+-\d{{1,2}})?:{_ACCOUNT}:.+",
    ),
    "any_arn": _pattern("a valid ARN", r"arn:[^:]*:[^:]*:[^:]*:[^:]*:.*"),
    "account_id": _pattern("an AWS account ID (12 digits)", r"\d{12}"),
    "region": _pattern("the name of an AWS region", r"[a-z]{2}(-[a-z]+)+-\d{1,2}"),
    "ipv4_network": Form("the CIDR block of an IPv4 network", _canonical_4),
    "ipv4_network_16_28": Form(
        "the CIDR block of an IPv4 network from /16 to /28", _canonical_16_28
    ),
    "ipv6_network": Form("the CIDR block of an IPv6 network", _canonical_6),
    "network": Form("the CIDR block of a network", _canonical),
    "ipv4_cidr": Form("a valid IPv4 CIDR block", _network_4),
    "ipv6_cidr": Form("a valid IPv6 CIDR block", _network_6),
    "cidr": Form("a valid CIDR block", _network),
    "ipv4": Form("a valid IPv4 address", _address_4),
    "ipv6": Form("a valid IPv6 address", _address_6),
    "ip": Form("a valid IP address", _address),
    "ip_or_cidr": Form("a valid IP address or CIDR block", _address_or_network),
    "rfc3339": _pattern(
        "a timestamp such as 2024-01-02T03:04:05Z",
        r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])T\d{1,2}:\d\d:\d\d([.,]\d+)?(Z|[+-]\d\d:\d\d)",
    ),
    "date": _pattern("a date such as 2024-01-02", r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])"),
    "duration": _pattern(
        'a duration such as "30m" or "1h30m"',
        r"[+-]?(0|((\d+\.?\d*|\.\d+)(ns|us|µs|μs|ms|s|m|h))+)",
    ),
    "weekly_window": _pattern(
        "a weekly window such as mon:00:00-mon:03:00", rf"{_DAY}:{_TIME}-{_DAY}:{_TIME}"
    ),
    "daily_window": _pattern("a daily window such as 00:00-03:00", rf"{_TIME}-{_TIME}"),
    "whole_number": _pattern("a whole number", r"[+-]?\d+"),
    "boolean": _pattern('"true" or "false"', r"1|t|T|TRUE|true|True|0|f|F|FALSE|false|False"),
    "decimal": _pattern(
        "a number",
        r"[+-]?((\d[\d_]*\.?\d*|\.\d+)([eEpP][+-]?\d+)?|0[xX].*|[Ii]nf(inity)?|[Nn]a[Nn])",
    ),
    "https_url": _pattern("an HTTPS URL", r"[Hh][Tt][Tt][Pp][Ss]://.+"),
    "web_url": _pattern("an HTTP or HTTPS URL", r"[Hh][Tt][Tt][Pp][Ss]?://.+"),
    "s3_uri": _pattern("an S3 URI (s3://…)", r"s3://.+"),
    "absolute_path": _pattern("a path that begins with /", r"/.*"),
    "email": _pattern("an e-mail address", r".+@.+"),
    "base64": _pattern(
        "a Base64 text",
        r"([A-Za-z0-9+/\r\n]{4})*([A-Za-z0-9+/\r\n]{2}==|[A-Za-z0-9+/\r\n]{3}=)?[\r\n]*",
    ),
    "uuid": _pattern("a UUID", r"[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}"),
}
