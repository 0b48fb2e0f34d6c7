"""What looks like a secret: by the name it is kept under, or by what it is itself."""

from __future__ import annotations

import re
from collections import Counter
from math import log2

_WORD_BREAK = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|[^A-Za-z0-9]+")
_PASSWORDS = frozenset({"PASSWORD", "PASSWD", "PASSPHRASE"})
_NAMES = re.compile(
    r"(?:^|_)(?:PASSWORD|PASSWD|PASSPHRASE|SECRET|TOKEN|API_?KEY|ACCESS_KEY|SECRET_KEY"
    r"|SECRET_KEY_BASE|PRIVATE_KEY|MASTER_KEY|ENCRYPTION_KEY|SIGNING_KEY)$"
)
# What stands for a secret, or says that there is none.
_STAND_IN = re.compile(
    r"changeme|change_me|dummy|placeholder|example|unused|none|null|true|false|enabled|disabled"
    r"|todo|fixme|replace.?me|initial|[x*.-]+|<[^<>]*>",
    re.IGNORECASE,
)
# How a text begins that stands for one.
_FOR_LATER = re.compile(
    r"(?:(?:change|replace|update|set|fill)[ _-]?"
    r"(?:me|this|it|in|with|by|after|before|later|manually)"
    r"|(?:to|will)[ _-]be[ _-](?:changed|replaced|updated|set|filled|added)"
    r"|dummy|mock|fake|placeholder|example|unused|todo|fixme|tbd)(?![a-z])",
    re.IGNORECASE,
)
_REFERENCE = re.compile(r"arn:|/|ssm:|secretsmanager:|vault:|file:|\$|<|\{\{|https?://")
_ISSUED = re.compile(
    r"(?:AKIA|ASIA)[0-9A-Z]{16}$"  # access keys of AWS
    r"|-----BEGIN [A-Z ]*PRIVATE KEY-----"
    r"|gh[pousr]_[A-Za-z0-9]{30,}|github_pat_[A-Za-z0-9_]{30,}"
    r"|xox[abprs]-[A-Za-z0-9-]{10,}"  # Slack
    r"|sk_live_[A-Za-z0-9]{16,}"  # Stripe
    r"|eyJ[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}\."  # JSON Web Tokens
)
_WITH_PASSWORD = re.compile(r"[a-z][a-z0-9+.-]*://[^/\s:@]*:([^/\s@]+)@", re.IGNORECASE)
_SHORTEST = 4
_SHORTEST_KEY = 12
_BITS_A_CHARACTER = 3.0


def looks_secret(name: str, value: str) -> bool:
    """Whether a variable with this name and value holds a secret.

    References to where a secret lies, and words that stand for one, are none.
    """
    if _ISSUED.match(value):
        return True
    inside = _WITH_PASSWORD.match(value)
    if inside:
        return not _is_stand_in(inside[1])
    words = _words(name)
    if not _NAMES.search(words) or _is_stand_in(value):
        return False
    if words.rpartition("_")[2] in _PASSWORDS:
        return len(value) >= _SHORTEST and " " not in value
    return len(value) >= _SHORTEST_KEY and _entropy(value) >= _BITS_A_CHARACTER and _mixed(value)


def may_be_secret(name: str, value: str) -> bool:
    """Whether a variable may hold a secret: for hiding it, where a guess too many costs little."""
    harmless = _STAND_IN.fullmatch(value) or _REFERENCE.match(value)
    named = _NAMES.search(_words(name)) is not None and not harmless
    return named or looks_secret(name, value)


def stands_in(value: str) -> bool:
    """Whether a value is none, or only stands for a secret that comes later: `CHANGE_ME`."""
    text = value.strip()
    return not text or bool(_STAND_IN.fullmatch(text) or _FOR_LATER.match(text))


def _words(name: str) -> str:
    """`db-password` and `dbPassword` as `DB_PASSWORD`."""
    return "_".join(_WORD_BREAK.split(name)).strip("_").upper()


def _is_stand_in(value: str) -> bool:
    return stands_in(value) or _REFERENCE.match(value) is not None


def _mixed(value: str) -> bool:
    """Whether letters and digits are in it, and nothing that parts words or folders."""
    letters = any(character.isalpha() for character in value)
    digits = any(character.isdigit() for character in value)
    return letters and digits and not set(value) & set(" /:.")


def _entropy(value: str) -> float:
    """Shannon's entropy, in bits a character."""
    counts = Counter(value).values()
    return -sum(count / len(value) * log2(count / len(value)) for count in counts)
