"""`module`: the source of the module, and Terraform's own arguments."""

from __future__ import annotations

import re

from tfgen.analysis import codes, shapes
from tfgen.analysis.blocks.metas import depends_on, escapes, provider_ref, repetition
from tfgen.analysis.constants import literal, named, version
from tfgen.analysis.go_versions import conditions
from tfgen.analysis.structure import Reading, content
from tfgen.evaluate.types import STRING
from tfgen.hcl.model import Attribute, Block
from tfgen.hcl.syntax import Object

_LOCAL = ("./", "../", ".\\", "..\\")
_HOST = r"(?:[\w-]+\.)+[\w-]+(?::\d+)?"
_NAME = r"[0-9A-Za-z](?:[0-9A-Za-z_-]{0,62}[0-9A-Za-z])?"
_SYSTEM = r"[0-9a-z]{1,64}"
_REGISTRY = re.compile(rf"(?:{_HOST}/)?{_NAME}/{_NAME}/{_SYSTEM}(?://.*)?")
# Terraform takes these for repositories, not for a registry.
_SPECIAL = ("github.com/", "bitbucket.org/")
_URL = re.compile(r"(?:[A-Za-z0-9]+::)?(?:[A-Za-z][A-Za-z0-9+.-]*:|[A-Za-z0-9_-]+@[\w.-]+:).*")
_SHORT = re.compile(
    r"(?:[A-Za-z0-9]+::)?(?:github\.com/[^/]+/.|bitbucket\.org/.|/|.*amazonaws\.com/|.*googleapis\.com/)"
)


def call(reading: Reading, block: Block) -> None:
    """A `module` block."""
    found = content(reading, block.body, shapes.MODULE, block)
    named(reading, block.labels[0], block.label_offsets[0], "a module call")
    versioned = found.arguments.get("version")
    version(reading, versioned, conditions)
    source = literal(reading, found.arguments.get("source"), STRING)
    if source is not None and isinstance(source.data, str):
        _source(reading, source.data, found.arguments["source"], versioned is not None)
    repetition(reading, found)
    depends_on(reading, found.arguments.get("depends_on"))
    if "providers" in found.arguments:
        _providers(reading, found.arguments["providers"])
    escapes(reading, found)


def _source(reading: Reading, text: str, attribute: Attribute, versioned: bool) -> None:
    local = text.startswith(_LOCAL)
    place = attribute.value.start
    if versioned:
        if local or not _REGISTRY.fullmatch(text) or text.startswith(_SPECIAL):
            message = f'`version` is for modules of a registry, and "{text}" is none'
            remedy = "remove `version`, or name a module of a registry"
            reading.problem(codes.SOURCE, place, message, remedy)
    elif not (local or _REGISTRY.fullmatch(text) or _URL.match(text) or _SHORT.match(text)):
        message = f'"{text}" is no source of a module'
        remedy = f'for a folder write "./{text}"'
        reading.problem(codes.SOURCE, place, message, remedy)


def _providers(reading: Reading, attribute: Attribute) -> None:
    if not isinstance(attribute.value, Object):
        message = "`providers` must be an object"
        place = attribute.value.start
        reading.problem(codes.PROVIDERS, place, message, "write providers = { aws = aws.west }")
        return
    seen: set[tuple[str, str]] = set()
    for entry in attribute.value.entries:
        inner = provider_ref(reading, entry.key)
        outer = provider_ref(reading, entry.value)
        if inner is None or outer is None:
            continue
        if inner in seen:
            message = f"`{'.'.join(filter(None, inner))}` is passed twice"
            reading.problem(codes.PROVIDERS, entry.value.start, message, "keep one of the two")
        seen.add(inner)
