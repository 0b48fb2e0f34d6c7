"""TFG816: a module from elsewhere without a version.

What is planned today is not what is planned tomorrow.
https://developer.hashicorp.com/terraform/language/modules/sources
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import parse_qs

from tfgen.hcl.model import Block
from tfgen.rules.frame import Finding, Rule, Subject

_REGISTRY = re.compile(r"(?:[\w.-]+\.[\w.:-]+/)?[\w-]+/[\w-]+/[\w-]+(?://.*)?")
_GIT = re.compile(r"git::|git@|github\.com[/:]|bitbucket\.org/|hg::")
_BRANCHES = frozenset({"main", "master", "develop", "dev", "HEAD", "trunk"})


def check(subject: Subject) -> Iterator[Finding]:
    """One finding for each call whose module may change by itself."""
    for file, call in subject.module.blocks("module"):
        attribute = call.body.attribute("source")
        source = attribute.literal.value if attribute and attribute.literal else None
        wrong = _wrong(call, source) if isinstance(source, str) else None
        if attribute and wrong:
            yield RULE.finding(file.path, attribute.position, *wrong)


def _wrong(call: Block, source: str) -> tuple[str, str] | None:
    if _GIT.match(source):
        ref = parse_qs(source.partition("?")[2]).get("ref" if "hg::" not in source else "rev")
        if not ref:
            return "the module is taken from the newest commit", "add ?ref= and a tag to the source"
        if ref[0] in _BRANCHES:
            return f"the module is taken from the branch {ref[0]}", "name a tag or a commit in ref"
    elif _REGISTRY.fullmatch(source) and call.body.attribute("version") is None:
        return "the newest version of the module is taken", 'version = "~> …"'
    return None


RULE = Rule("TFG816", "module without a version", "warning", check)
