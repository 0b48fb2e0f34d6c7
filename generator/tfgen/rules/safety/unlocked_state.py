"""TFG817: an S3 backend that two people may write at one time.

https://developer.hashicorp.com/terraform/language/backend/s3#state-locking
"""

from __future__ import annotations

from collections.abc import Iterator

from tfgen.hcl.model import Block
from tfgen.rules.frame import Finding, Rule, Subject
from tfgen.rules.roots import backends

# Without these the backend gets the rest of its settings at init (`-backend-config`).
_COMPLETE = ("bucket", "key")


def check(subject: Subject) -> Iterator[Finding]:
    """One finding for each complete S3 backend without a lock."""
    for file, backend in backends(subject.module):
        if backend.labels == ("s3",) and _complete(backend) and not _locks(backend):
            message = "two runs at one time may overwrite each other's state"
            yield RULE.finding(file.path, backend.position, message, "use_lockfile = true")


def _complete(backend: Block) -> bool:
    return all(backend.body.attribute(name) for name in _COMPLETE)


def _locks(backend: Block) -> bool:
    lockfile = backend.body.attribute("use_lockfile")
    if lockfile and not (lockfile.literal and lockfile.literal.value in {False, "false", None}):
        return True
    return backend.body.attribute("dynamodb_table") is not None


RULE = Rule("TFG817", "state without a lock", "warning", check)
