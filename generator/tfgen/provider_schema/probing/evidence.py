"""What a message may be taken to mean: the forms it can ask for, and the words it quotes.

That everything tried outside of a form was refused does not make the form: `10%` may be accepted
beside `10`, and nobody tried. So the message has to speak of the form, and of nothing beside it.
"""

from __future__ import annotations

import re
from functools import cache

_SPOKEN_OF = {
    r"JSON|invalid character": ("json_object", "json_list", "json"),
    r"\bARN\b": ("arn", "any_arn"),
    r"(?i)\baccount ID\b|\\d\{12\}": ("account_id",),
    r"(?i)\bAWS region\b": ("region",),
    r"CIDR": (
        "ipv4_network",
        "ipv4_network_16_28",
        "ipv6_network",
        "network",
        "ipv4_cidr",
        "ipv6_cidr",
        "cidr",
        "ip_or_cidr",
    ),
    r"\bIP(v4|v6)?\b": ("ipv4", "ipv6", "ip", "ip_or_cidr"),
    r"RFC3339|iso8601": ("rfc3339",),
    r"\bYYYY-MM-DD\b(?!T)": ("date",),
    r"(?i)\bduration\b|sequence of decimal numbers": ("duration",),
    r"ddd:hh24:mi": ("weekly_window",),
    r'"hh24:mi-hh24:mi"': ("daily_window",),
    r"as int\b|64-bit integer": ("whole_number",),
    r"as boolean\b": ("boolean",),
    r"as float\b": ("decimal",),
    r"(?i)\burl\b|to have a host": ("https_url", "web_url"),
    r"S3 URI|s3://": ("s3_uri",),
    r"(?:start with|begin with|prefix) `?/": ("absolute_path",),
    r"(?i)email address": ("email",),
    r"UUID": ("uuid",),
    r"(?i)base64": ("base64",),
}
_CHARACTERS = re.compile(
    r"(?i)character|alphanumeric|letters|lower ?case|digits|hyphen|underscore|a-z|\\w|see https:"
)
_OTHER_FORMS = re.compile(r"(?i)\barns?\b|\burls?\b|\buris?\b|syntax|expression")
_QUOTED = re.compile(r"""["'`]([^"'`\s]{1,40})["'`]|\b([A-Z$]{3,20})\b|(\$[A-Z]+)""")


@cache
def forms(message: str) -> frozenset[str]:
    """The forms that a message can ask for; none where it names an alternative."""
    if re.search(r"\bor\b", message.partition(" such as ")[0]):
        return frozenset()
    found = {
        name
        for pattern, names in _SPOKEN_OF.items()
        if re.search(pattern, message)
        for name in names
    }
    return frozenset(found)


def speaks_of_characters(message: str) -> bool:
    """Whether a message can be about the characters of a free text, and about no other form."""
    return bool(_CHARACTERS.search(message)) and not _OTHER_FORMS.search(message)


def quoted_words(message: str) -> list[str]:
    """Words that a message gives in quotes or capitals, such as `'off'`: they may be accepted."""
    return list(dict.fromkeys(one for match in _QUOTED.findall(message) for one in match if one))


def family(form: str) -> list[str]:
    """The forms that messages speak of in the same words as of this one, itself left out."""
    found = (names for names in _SPOKEN_OF.values() if form in names)
    return [name for names in found for name in names if name != form]
