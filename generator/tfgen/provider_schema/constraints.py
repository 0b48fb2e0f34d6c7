"""The recorded checks of one resource: what the provider's own validation asks for.

In an index an entry is `{"relations": [[kind, on, [others]]], "checks": {path: {kind: argument}},
"deprecated": {path: advice}, "refused": [path]}`; a path joins names by dots, `*` stands for the
elements of a list, set or map: `rule.filter.prefix`, `subnets.*`. The advice for the resource
itself has the path "". What is refused is an argument that the schema calls optional and that the
provider accepts in no configuration, such as the `id` of resources made with the SDK.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tfgen.provider_schema.checks import Check, known_kind
from tfgen.provider_schema.model import Relation


class Constraints:
    """The entry of one resource, decoded as far as it is asked for."""

    def __init__(self, entry: Mapping[str, Any] | None = None) -> None:
        """Takes the entry of an index; None where nothing is recorded."""
        self._entry = entry or {}
        self._checks: Mapping[str, Mapping[str, Any]] = self._entry.get("checks", {})
        self._deprecated: Mapping[str, str] = self._entry.get("deprecated", {})

    @property
    def relations(self) -> tuple[Relation, ...]:
        """The conditions between arguments."""
        return tuple(
            Relation(kind, on, tuple(others))
            for kind, on, others in self._entry.get("relations", ())
        )

    def checks(self, path: tuple[str, ...]) -> tuple[Check, ...]:
        """What holds for the value at `path`."""
        if not self._checks:
            return ()
        found = self._checks.get(".".join(path), {})
        return tuple(Check(kind, value) for kind, value in found.items() if known_kind(kind, value))

    def refused(self, path: tuple[str, ...]) -> bool:
        """Whether the provider refuses the argument whatever its value is."""
        return ".".join(path) in self._entry.get("refused", ())

    def deprecated(self, path: tuple[str, ...]) -> str:
        """The provider's advice for a deprecated argument or block; empty where none is known."""
        return self._deprecated.get(".".join(path), "")
