"""From a provider's verdicts on many strings to checks that refuse nothing it would accept.

For validations whose message does not say the condition ("must be a valid name"). A check comes
out only where every example against it was refused; what a single accepted string contradicts is
left out.
"""

from __future__ import annotations

import string
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from tfgen.provider_schema.forms import FORMS
from tfgen.provider_schema.probing.evidence import forms, quoted_words, speaks_of_characters

_ENOUGH = 4
_DOUBLED = ("--", "..", "__", "//")
# A name of many parts may be longer than one part may be.
_SEPARATORS = "-._/: "
_LONG = (70, 140, 270, 530, 1100)
_SPECIAL = " !\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~\n\té"
_TESTED = _SPECIAL + "A1"
_LENGTHS = (
    *range(1, 10), 12, 16, 17, 20, 21, 24, 25, 28, 29, 30, 31, 32, 33, 36, 37, 40, 41, 48, 49, 50,
    51, 60, 61, 62, 63, 64, 65, 80, 81, 90, 91, 98, 99, 100, 101, 120, 121, 126, 127, 128, 129, 140,
    141, 150, 151, 160, 161, 200, 201, 255, 256, 257, 300, 301, 400, 401, 500, 501, 512, 513, 1000,
    1001, 1023, 1024, 1025, 2000, 2001, 2048, 2049, 4096, 4097, 5001, 5004, 8192,
)  # fmt: skip
_WORDS = """
abc Abc-1 a_b a.b.c zz 1 0 -1 +5 1.5 1e3 0x10 true false TRUE True yes on t f null {} [] "a" {
{"a":1} {'a':1} {"a":NaN} [1] {"Version":"2012-10-17","Statement":[]} 123456789012 12345678901
1234567890123 us-east-1 us-gov-west-1 us-east useast1 US-EAST-1 us-east-1a 10 100
arn:aws:iam::123456789012:role/x arn:aws:s3:::bucket arn:aws-cn:sns:cn-north-1:123456789012:t
arn:foo:sns:us-east-1:123456789012:t arn:aws:sns:moon:123456789012:t arn:aws:sns:us-east-1:1234:t
arn:aws:sns:us-east-1:123456789012: arn:aws arn:aws:iam::aws:policy/x arn:aws:a:b arn:::::x
arn:aws:lambda:us-east-1:123456789012:function:x arn:aws:kms:us-east-1:123456789012:key/x
ARN:aws:s3:::x
10.0.0.0/8 10.0.0.1/8 0.0.0.0/0 10.0.0.0 10.0.0.0/33 256.0.0.0/8 10.0.0/8 10.0.0.256 010.0.0.1
10.0.0.0/15 10.0.0.0/16 10.0.0.0/24 10.0.0.0/29 192.168.0.0/28 10.0.0.1/32 169.254.10.0/30 ::1
::/0 fe80::/10 fe80::1/10 2001:db8:: 2001:db8::/56 ::ffff:10.0.0.1 10.0.0.0/08 10.0.0.0/
10.0.0.0-10.0.0.9
2024-01-02T03:04:05Z 2024-01-02T03:04:05+09:00 2024-01-02T03:04:05.123Z 2024-01-02 2024-13-02
2024-13-02T03:04:05Z 03:04 2024-01-02T03:04:05 2024-01-02T03:04 20240102 2024-1-2 2024/01/02
1h 60m 1h30m 1.5h 60 -1h 1d 1w 1h1 0 PT1H P1D https://example.com/x http://example.com example.com
ftp://example.com https:// http:// HTTPS://example.com s3://bucket/key s3://bucket s3:// S3://bucket
/x/y / x/y /aws/x alias/x key/x a@example.com a@b @ a@ +81312345678 mon:00:00-mon:01:00
Mon:00:00-Mon:01:00 mon:0:00-mon:1:00 xyz:00:00-xyz:01:00 mon:24:00-mon:25:00 mon 00:00-01:00
0:00-1:00 24:00-25:00 00:00 cron(0_0) #ffffff #fff sg-x vpc-12345678 subnet-12345678 i-12345678
ami-12345678 12345678-1234-1234-1234-123456789012 12345678-1234-1234-1234-12345678901
g2345678-1234-1234-1234-123456789012 aws:x AWS_x AWS YWJj YWJ YWJ= $Latest $Default * ** ? a--b
a..b a__b abc- -abc .abc abc. _abc abc_ 1abc ABC aBC a1 A1
"""
_PHRASES = (
    "", " ", "A B", "zz zz!", " {}", "rate(1 hour)", "rate(5 minutes)", "cron(0 0 * * ? *)",
    "at(2024-01-02T03:04:05)", "a\nb", "a\n", "{\n}", "-----BEGIN CERTIFICATE-----",
)  # fmt: skip


def _around(character: str) -> tuple[str, str]:
    return f"a{character}b", f"abcdef{character}abcdef"


def _firsts(character: str) -> tuple[str, ...]:
    return (f"{character}bcd",)


def _lasts(character: str) -> tuple[str, ...]:
    return (f"bcd{character}",)


def examples() -> list[str]:
    """Examples of each form, and near misses."""
    return list(dict.fromkeys([*_PHRASES, *_WORDS.split(), "aab", "abcd"]))


def words(message: str, _refused: Mapping[str, bool] | None = None) -> list[str]:
    """The strings to put first to the validation that a message comes from."""
    return list(dict.fromkeys([*examples(), *quoted_words(message)]))


def more(message: str, refused: Mapping[str, bool]) -> list[str]:
    """Further strings, where the verdicts on `words` show no form but a free text."""
    if _form(message, refused) or (refused.get("aab") and refused.get("abcd")):
        return []
    found = ["a" * length for length in _LENGTHS]
    for separator in _SEPARATORS:
        found += [_separated(separator, length) for length in _LONG]
    for text in _DOUBLED:
        found += [f"a{text}b", f"abcdef{text}abcdef"]
    for character in (*_TESTED, "a"):
        found += [*_around(character), *_firsts(character), *_lasts(character)]
    return [one for one in dict.fromkeys(found) if one not in refused]


def _separated(separator: str, length: int) -> str:
    return (("abcdefghi" + separator) * length)[: length - 1] + "a"


def learn(message: str, refused: Mapping[str, bool]) -> dict[str, Any]:
    """Checks (kind -> argument) from the verdict on each string: whether it was refused.

    `message` is what the provider said; it has to speak of what is learned.
    """
    accepted = [one for one, verdict in refused.items() if not verdict]
    if not any(accepted):
        return {}
    found = _form(message, refused)
    if not found:
        if speaks_of_characters(message):
            found = _characters(refused, accepted)
        found |= _length(refused)
        if refused.get("") and "length" not in found:
            found["length"] = [1, None]
    return found


def _form(message: str, refused: Mapping[str, bool]) -> dict[str, Any]:
    """The narrowest form outside of which everything was refused."""
    fitting: list[tuple[int, str]] = []
    for name in forms(message):
        form = FORMS[name]
        held = [one for one in refused if one and form.holds(one)]
        against = [one for one in refused if one and not form.holds(one)]
        known = len(against) >= _ENOUGH and all(refused[one] for one in against)
        if known and not all(refused[one] for one in held):
            fitting.append((len(held), name))
    if not fitting:
        return {}
    name = min(fitting)[1]
    return {"form" if refused.get("") and not FORMS[name].holds("") else "form_or_empty": name}


def _characters(refused: Mapping[str, bool], accepted: Sequence[str]) -> dict[str, Any]:
    seen = set("".join(accepted))
    found: dict[str, Any] = {}
    everywhere = _refused(refused, _around, seen)
    doubled = [one for one in _DOUBLED if _is_refused_twice(refused, one, accepted)]
    if doubled:
        found["refused_text"] = doubled
    if len(everywhere) >= _ENOUGH:
        found["refused_characters"] = everywhere
    for kind, make, place in (("refused_first", _firsts, 0), ("refused_last", _lasts, -1)):
        ends = {one[place] for one in accepted if one}
        here = _refused(refused, make, ends)
        new = "".join(one for one in here if one not in everywhere)
        if new:
            found[kind] = new
    return found


def _is_refused_twice(refused: Mapping[str, bool], text: str, accepted: Iterable[str]) -> bool:
    """Whether two of a character are refused where one of it is accepted."""
    pairs = (f"a{text}b", f"abcdef{text}abcdef")
    singles = (f"a{text[0]}b", f"abcdef{text[0]}abcdef")
    return (
        all(refused.get(one) for one in pairs)
        and not any(refused.get(one, True) for one in singles)
        and not any(text in one for one in accepted)
    )


def _refused(refused: Mapping[str, bool], make: Any, seen: set[str]) -> str:
    """The characters that were refused in both examples although the plain letter was not."""
    if not any(refused.get(one) is False for one in make("a")):
        return ""
    found = [
        one for one in _TESTED if one not in seen and all(refused.get(text) for text in make(one))
    ]
    classes = {"A": string.ascii_uppercase, "1": string.digits}
    return "".join(
        "" if one in classes and seen & set(classes[one]) else classes.get(one, one)
        for one in found
    )


def _length(refused: Mapping[str, bool]) -> dict[str, Any]:
    sizes = [size for size in _LENGTHS if "a" * size in refused]
    good = [size for size in sizes if not refused["a" * size]]
    # A refusal between two accepted sizes has another reason than the size.
    if not good or [size for size in sizes if good[0] <= size <= good[-1]] != good:
        return {}
    above = [size for size in sizes if size > good[-1]]
    contiguous = good[0] <= 9 and all(size in sizes for size in range(1, good[0]))  # noqa: PLR2004
    low = good[0] if contiguous and good[0] > 1 else None
    high = above[0] - 1 if above else None
    accepted = [len(one) for one, verdict in refused.items() if one and not verdict]
    if high is not None and max(accepted) > high:
        high = None
    if low is not None and min(accepted) < low:
        low = None
    return {} if low is None and high is None else {"length": [low, high]}
