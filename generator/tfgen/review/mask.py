"""The one place where secrets are taken out, before anything is rendered or written.

Secret is what Terraform marks as sensitive, what a container's environment or another attribute
holds under a name or in a form that tells of a secret, and such values of the process's own
environment. Terraform's marks alone do not do: a password in `container_definitions` has none.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from tfgen.view.secrets import may_be_secret

HIDDEN = "(hidden)"
_SHORTEST = 4
_MARKED = (("before", "before_sensitive"), ("after", "after_sensitive"))
# Words that Terraform marks along with a secret, and that would tear holes into every text.
_COMMON = frozenset({"true", "false", "null", "none", "default", "enabled", "disabled"})
_QUOTED = re.compile(r'"((?:[^"\\\n]|\\.)*)"')
_PAIR = re.compile(r'^[\s+~-]*"?([\w.-]+)"?\s*=\s*(.*)$', re.MULTILINE)
_NAMED_VALUE = re.compile(
    r'^[\s+~-]*"?name"?\s*=\s*"([^"\n]*)"\n[\s+~-]*"?value"?\s*=\s*"((?:[^"\\\n]|\\.)*)"',
    re.MULTILINE,
)
# As Terraform tells of a value below the line that an error is about: `var.password is "…"`.
_IS = re.compile(r'([\w.\[\]"-]+) is "((?:[^"\\\n]|\\.)*)"')
_NAMED = frozenset(
    {
        "AWS_SESSION_TOKEN",
        "AWS_SECRET_ACCESS_KEY",
        "AWS_BEARER_TOKEN_BEDROCK",
        "TFGEN_PLAN_KEY",
        "SLACK_WEBHOOK_URL",
    }
)


class Mask:
    """Takes known secrets out of texts and values."""

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        """Takes the secrets in plain text; those of fewer than 4 characters hide in no text."""
        spellings = {form for secret in secrets for form in _forms(secret)}
        longest_first = sorted(spellings, key=lambda form: (-len(form), form))
        self._pattern = re.compile("|".join(map(re.escape, longest_first))) if spellings else None
        self._secrets = frozenset(secrets)

    def __or__(self, other: Mask) -> Mask:
        """A mask for the secrets of both."""
        return Mask(self._secrets | other._secrets)

    def text(self, text: str) -> str:
        """The text with `(hidden)` in place of every secret."""
        return self._pattern.sub(HIDDEN, text) if self._pattern else text

    def hide(self, text: str) -> str:
        """The text without known secrets, and without what looks secret in it."""
        return self.text(of_text(text).text(text))

    def value(self, value: Any, marks: Any = None) -> Any:
        """A JSON value, the parts that `marks` calls sensitive and all known secrets hidden."""
        if marks is True and value is not None:
            return HIDDEN
        if isinstance(value, dict):
            return {
                self.text(key): self.value(item, _below(marks, key)) for key, item in value.items()
            }
        if isinstance(value, list):
            return [self.value(item, _below(marks, at)) for at, item in enumerate(value)]
        return self.text(value) if isinstance(value, str) else value


def of_environment(environ: Mapping[str, str]) -> Mask:
    """A mask for what looks secret among the variables of a process."""
    return Mask(
        value
        for name, value in environ.items()
        if len(value) >= _SHORTEST and (name in _NAMED or may_be_secret(name, value))
    )


def of_plan(plan: Mapping[str, Any]) -> Mask:
    """A mask for every secret in the document of a plan."""
    return Mask({secret for secret in _in_plan(plan) if _hides(secret)})


def of_text(text: str) -> Mask:
    """A mask for what looks secret in the text of a plan: `key = "value"`, name beside value.

    What Terraform marks is hidden in its text already; it writes JSON out as it writes blocks.
    """
    found: set[str] = set()
    for line in _PAIR.finditer(text):
        key, values = line[1], [_unquoted(value) for value in _QUOTED.findall(line[2])]
        found |= {secret for value in values for secret in _suspicious(key, value)}
    for said in _IS.finditer(text):
        found |= set(_suspicious(re.split(r"\W+", said[1].rstrip('"]'))[-1], _unquoted(said[2])))
    for entry in _NAMED_VALUE.finditer(text):
        value = _unquoted(entry[2])
        found |= {value} if may_be_secret(entry[1], value) else set()
    return Mask({secret for secret in found if _hides(secret)})


def _unquoted(value: str) -> str:
    try:
        return str(json.loads(f'"{value}"'))
    except ValueError:
        return value


def _in_plan(plan: Mapping[str, Any]) -> Iterator[str]:
    for changed in _changes(plan):
        for values, marks in _MARKED:
            yield from _marked(changed.get(values), changed.get(marks))
            yield from _suspicious("", changed.get(values))
    for name, variable in (plan.get("variables") or {}).items():
        declared = _variables(plan).get(name) or {}
        if declared.get("sensitive"):
            yield from _strings(variable.get("value"))
        yield from _suspicious(name, variable.get("value"))


def _changes(plan: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    for key in ("resource_changes", "resource_drift"):
        for item in plan.get(key) or []:
            yield item["change"]
    yield from (plan.get("output_changes") or {}).values()


def _variables(plan: Mapping[str, Any]) -> Mapping[str, Any]:
    root = (plan.get("configuration") or {}).get("root_module") or {}
    found: Mapping[str, Any] = root.get("variables") or {}
    return found


def _marked(value: Any, marks: Any) -> Iterator[str]:
    """The strings and numbers of a value that Terraform calls sensitive."""
    if marks is True:
        yield from _strings(value)
    elif isinstance(value, dict) and isinstance(marks, dict):
        for key, mark in marks.items():
            yield from _marked(value.get(key), mark)
    elif isinstance(value, list) and isinstance(marks, list):
        for item, mark in zip(value, marks, strict=False):
            yield from _marked(item, mark)


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        for item in value:
            yield from _strings(item)
    elif isinstance(value, str):
        yield value
        yield from _strings(_document(value))
    elif isinstance(value, int | float) and not isinstance(value, bool):
        yield str(value)


def _suspicious(name: str, value: Any) -> Iterator[str]:
    """Strings that look secret by their name or their form, in JSON texts, too."""
    if isinstance(value, str):
        if may_be_secret(name, value):
            yield value
        else:
            yield from _suspicious(name, _document(value))
    elif isinstance(value, list):
        for item in value:
            yield from _suspicious(name, item)
    elif isinstance(value, dict):
        # ECS and CodeBuild list variables as {"name": …, "value": …}.
        own = value.get("name")
        for key, item in value.items():
            yield from _suspicious(own if key == "value" and isinstance(own, str) else key, item)


def _document(text: str) -> Any:
    """What a JSON text holds; None for any other."""
    if text[:1] not in ("{", "["):
        return None
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _below(marks: Any, key: Any) -> Any:
    if isinstance(marks, dict):
        return marks.get(key)
    if isinstance(marks, list) and isinstance(key, int) and key < len(marks):
        return marks[key]
    return None


def _hides(secret: str) -> bool:
    return len(secret) >= _SHORTEST and secret.lower() not in _COMMON


def _forms(secret: str) -> Iterator[str]:
    """A secret as it stands in plain text, JSON, HCL, HTML, and in JSON within these."""
    if len(secret) < _SHORTEST:
        return
    plain = {secret, *(line for line in secret.splitlines() if len(line) > 2 * _SHORTEST)}
    for _ in range(2):
        plain |= {spelt(form) for form in plain for spelt in (_json, _ascii, _escaped, _template)}
    yield from plain | {html.escape(form) for form in plain}


def _json(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)[1:-1]


def _ascii(text: str) -> str:
    return json.dumps(text)[1:-1]


def _escaped(text: str) -> str:
    """As Terraform's `jsonencode` writes it."""
    for character in "<>&":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return text


def _template(text: str) -> str:
    """As HCL has it, where `${` would begin an expression."""
    return text.replace("${", "$${").replace("%{", "%%{")
