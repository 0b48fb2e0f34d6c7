"""Where the state of a stack is kept, as its configuration says."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from tfgen import listing

_COMMENT_LINE = re.compile(r"^\s*(#|//).*$", re.MULTILINE)
_BACKEND = re.compile(r'\bbackend\s+"?(\w+)"?\s*\{([^}]*)\}')
_PAIR = re.compile(r'^\s*(\w+)\s*=\s*"([^"]*)"', re.MULTILINE)
# What tells one state from another, of the backends that companies use.
_TELLING = frozenset(
    {"bucket", "key", "path", "prefix", "container_name", "storage_account_name", "address"}
)


@dataclass(frozen=True)
class StatePlace:
    """A state: the type of its backend, and what tells it from others there."""

    backend: str
    settings: frozenset[tuple[str, str]]

    @property
    def local(self) -> bool:
        """Whether it is a file on this machine."""
        return self.backend == "local"

    def file(self, stack: Path) -> Path:
        """Where the file of a local state lies."""
        return stack / dict(self.settings).get("path", "terraform.tfstate")


def state_place(stack: Path) -> StatePlace:
    """Where a stack keeps its state; in a local file where no backend is named."""
    for path in listing.files(stack, "*.tf"):
        text = path.read_text(encoding="utf-8", errors="replace")
        found = _BACKEND.search(_COMMENT_LINE.sub("", text))
        if found:
            pairs = (pair for pair in _PAIR.findall(found[2]) if pair[0] in _TELLING)
            return StatePlace(found[1], frozenset(pairs))
    return StatePlace("local", frozenset())
