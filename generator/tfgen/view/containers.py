"""The containers of a task definition."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from tfgen.view.container_shape import canonical
from tfgen.view.model import Item, Known, Place
from tfgen.view.parts import literal, places, settled

_ATTRIBUTE = "container_definitions"


@dataclass(frozen=True)
class Container:
    """One container definition: `values` by the API's keys, parts of it `UNKNOWN`.

    `settled` is False where a variable's default has a part in the containers.
    """

    task: Item = field(repr=False)
    number: int
    values: dict[str, object]
    known: Known = field(repr=False)

    @property
    def settled(self) -> bool:
        """Whether no caller can make it another."""
        return self.known.settled

    @property
    def name(self) -> str | None:
        """The name, where it is known."""
        return self.string("name")

    @property
    def shown(self) -> str:
        """What to call it in a message."""
        return f"container `{self.name}`" if self.name else f"container {self.number + 1}"

    def get(self, key: str) -> object:
        """What a key has: None where it is absent or null, `UNKNOWN` where that is not known."""
        return self.values.get(key)

    def string(self, key: str) -> str | None:
        """The text of a key, where it is known."""
        value = self.values.get(key)
        return value if isinstance(value, str) else None

    def entries(self, key: str) -> list[dict[str, object]] | None:
        """The objects in a list; empty where it is absent, None where one is not known."""
        value = self.values.get(key)
        if value is None:
            return []
        if not isinstance(value, list):
            return None
        found = [each for each in value if isinstance(each, dict)]
        return found if len(found) == len(value) else None

    def known_entries(self, key: str) -> list[dict[str, object]]:
        """The objects in a list, as far as they are known."""
        value = self.values.get(key)
        return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []

    def certain(self, key: str) -> bool:
        """Whether no default has a part in what a key has, or in its absence."""
        here = literal(self.task, _ATTRIBUTE)
        return self.settled or bool(here and settled(here, (self.number, key)))

    def lacks(self, key: str) -> bool:
        """Whether a key certainly has nothing: what a default leaves empty, a caller may give."""
        return self.values.get(key) in (None, [], {}) and self.certain(key)

    def at(self, *path: str | int) -> tuple[Place, ...]:
        """Where a part of it is written, the nearest place first; for `View.blame`."""
        here = literal(self.task, _ATTRIBUTE)
        found = places(here, (self.number, *path)) if here else []
        return (*reversed(found), self.known.place)


@dataclass(frozen=True)
class Containers:
    """The containers that are known; `complete` where these are all."""

    containers: tuple[Container, ...] = ()
    complete: bool = False

    def __iter__(self) -> Iterator[Container]:
        return iter(self.containers)

    @property
    def names(self) -> frozenset[str] | None:
        """The names of all containers; None where one is not known."""
        found = [each.name for each in self.containers]
        names = frozenset(name for name in found if name is not None)
        return names if self.complete and names and None not in found else None

    def named(self, name: str) -> Container | None:
        """The container with this name."""
        return next((each for each in self.containers if each.name == name), None)


def containers(task: Item) -> Containers:
    """The containers of an `aws_ecs_task_definition`."""
    return task.remembered("containers", lambda: _containers(task))


def _containers(task: Item) -> Containers:
    answer = task.json(_ATTRIBUTE)
    if not isinstance(answer, Known) or not isinstance(answer.value, list):
        return Containers()
    found = [
        Container(task, number, values, answer)
        for number, each in enumerate(answer.value)
        if isinstance(each, dict) and isinstance(values := canonical(each), dict)
    ]
    return Containers(tuple(found), complete=len(found) == len(answer.value))


def whole_number(values: dict[str, object], key: str) -> int | None:
    """The whole number that a key has, such as a port, where it is known."""
    value = values.get(key)
    return value if isinstance(value, int) and not isinstance(value, bool) else None
