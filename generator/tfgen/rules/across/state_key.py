"""TFG904: two stacks keep their state in one object.

Each plans to destroy what the other made.
https://developer.hashicorp.com/terraform/language/backend/s3
"""

from __future__ import annotations

from collections.abc import Iterator

from tfgen.hcl.model import Block
from tfgen.rules.frame import AcrossRule, Fact, Subject


def facts(subject: Subject) -> Iterator[Fact]:
    """Bucket and key of an S3 backend that is wholly written down."""
    for file, settings in subject.module.blocks("terraform"):
        for backend in settings.body.of_type("backend"):
            key = backend.body.attribute("key")
            place = _text(backend, "bucket"), _text(backend, "key")
            if backend.labels == ("s3",) and key and place[0] and place[1]:
                words = f"another stack keeps its state under {place[1]}, too"
                at = key.position
                prefix = _text(backend, "workspace_key_prefix") or ""
                yield Fact((place[0], place[1], prefix), words, file.path, at.line, at.column)


def _text(backend: Block, name: str) -> str:
    """The value of an attribute; a backend takes constants only."""
    attribute = backend.body.attribute(name)
    value = attribute.literal.value if attribute and attribute.literal else None
    return value if isinstance(value, str) else ""


RULE = AcrossRule(
    "TFG904",
    "state key used twice",
    "error",
    facts,
    "give each stack a key of its own",
)
