"""The text of a `.tf.json` file -> `File`.

Blocks of the language are read as blocks. Inside a resource only the provider's schema tells
blocks from arguments: there every property is an attribute.
https://developer.hashicorp.com/terraform/language/syntax/json#nested-block-mapping
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from tfgen.hcl import syntax
from tfgen.hcl.json_values import JsonError, expression, read_json
from tfgen.hcl.lines import Position
from tfgen.hcl.model import Attribute, Block, Body, File, SyntaxProblem
from tfgen.hcl.source import Source

_RESOURCE = {"lifecycle": 0, "provisioner": 1, "connection": 0, "dynamic": 1}
_LABELS = {
    "resource": 2,
    "data": 2,
    "ephemeral": 2,
    "module": 1,
    "variable": 1,
    "output": 1,
    "provider": 1,
    "check": 1,
}
# The blocks of the language inside of a block, with how many labels each has.
_INNER: Mapping[str, Mapping[str, int]] = {
    "": dict.fromkeys(("terraform", "locals", "moved", "import", "removed"), 0) | _LABELS,
    "terraform": {"required_providers": 0, "backend": 1, "cloud": 0, "provider_meta": 1},
    "cloud": {"workspaces": 0},
    "variable": {"validation": 0},
    "output": {"precondition": 0},
    "resource": _RESOURCE,
    "data": _RESOURCE,
    "ephemeral": _RESOURCE,
    "lifecycle": {"precondition": 0, "postcondition": 0},
    "check": {"data": 2, "assert": 0},
    "removed": {"lifecycle": 0, "provisioner": 1, "connection": 0},
    "provisioner": {"connection": 0},
    "dynamic": {"content": 0},
}
# Arguments that take names, which JSON gives as strings.
_NAMES = {
    ("resource", "depends_on"),
    ("data", "depends_on"),
    ("module", "depends_on"),
    ("output", "depends_on"),
    ("ephemeral", "depends_on"),
    ("resource", "provider"),
    ("data", "provider"),
    ("ephemeral", "provider"),
    ("import", "provider"),
    ("module", "providers"),
    ("lifecycle", "ignore_changes"),
    ("lifecycle", "replace_triggered_by"),
    ("variable", "type"),
    ("moved", "from"),
    ("moved", "to"),
    ("removed", "from"),
    ("import", "to"),
    ("required_providers", "configuration_aliases"),
}
_COMMENT = "//"
_OBJECT = 'a block is an object: "name": { … }'
_DEEP = SyntaxProblem(Position(1, 1), "the file is nested too deeply", "split it")


def read_json_bytes(data: bytes, path: Path) -> File:
    """As `read_json_text`, for the bytes of the file."""
    try:
        return read_json_text(data.decode("utf-8-sig"), path)
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        remedy = "save it as UTF-8"
        problem = SyntaxProblem(Position(line, 1), "a byte here is no UTF-8", remedy)
        return File(path, problems=(problem,), json=True)


def read_json_text(text: str, path: Path) -> File:
    """What `text`, the content of the `.tf.json` file `path`, holds; errors are its `problems`."""
    source = Source(text)
    try:
        value = read_json(text)
        body = _Reading(source).top(value)
    except JsonError as error:
        return File(path, text, problems=(error.problem,), json=True)
    except RecursionError:
        return File(path, text, problems=(_DEEP,), json=True)
    return File(path, text, body, json=True)


@dataclass(frozen=True)
class _Reading:
    source: Source

    def top(self, value: syntax.Expression) -> Body:
        blocks = [block for each in self._objects(value) for block in self._body(each, "").blocks]
        return Body((), tuple(blocks))

    def _objects(self, value: syntax.Expression) -> Iterator[syntax.Object]:
        """The objects that a property holds: one, or a list of them."""
        for each in value.items if isinstance(value, syntax.Tuple) else (value,):
            if isinstance(each, syntax.Constant) and each.value is None:
                continue
            if not isinstance(each, syntax.Object):
                place = self.source.position(each.start)
                raise JsonError(SyntaxProblem(place, "an object must stand here", _OBJECT))
            yield each

    def _body(self, value: syntax.Object, kind: str) -> Body:
        attributes: list[Attribute] = []
        blocks: list[Block] = []
        inner = _INNER.get(kind, {})
        for entry in value.entries:
            name = entry.key.value if isinstance(entry.key, syntax.Text) else ""
            if name == _COMMENT:
                continue
            if name in inner or not kind:
                labels = inner.get(name, 0)
                blocks += self._blocks(name, entry, entry.value, (), labels)
            else:
                attributes.append(self._attribute(name, entry, kind))
        return Body(tuple(attributes), tuple(blocks))

    def _blocks(
        self,
        kind: str,
        entry: syntax.Entry,
        value: syntax.Expression,
        labels: tuple[syntax.Expression, ...],
        left: int,
    ) -> Iterator[Block]:
        """The blocks of one type below a property; `left` labels are still to be read."""
        for each in self._objects(value):
            if left:
                for inner in each.entries:
                    if not (isinstance(inner.key, syntax.Text) and inner.key.value == _COMMENT):
                        yield from self._blocks(
                            kind, inner, inner.value, (*labels, inner.key), left - 1
                        )
                continue
            yield Block(
                kind,
                tuple(label.value if isinstance(label, syntax.Text) else "" for label in labels),
                self._body(each, kind),
                entry.start,
                each.start,
                each.end,
                tuple(label.start for label in labels),
                self.source,
            )

    def _attribute(self, name: str, entry: syntax.Entry, kind: str) -> Attribute:
        value = entry.value
        if (kind, name) in _NAMES:
            value = _named(value)
        elif kind == "required_providers" and isinstance(value, syntax.Object):
            entries = tuple(
                replace(one, value=_named(one.value)) if _is_aliases(one) else one
                for one in value.entries
            )
            value = replace(value, entries=entries)
        return Attribute(name, entry.start, value, self.source)


def _is_aliases(entry: syntax.Entry) -> bool:
    return isinstance(entry.key, syntax.Text) and entry.key.value == "configuration_aliases"


def _named(value: syntax.Expression) -> syntax.Expression:
    """The value, with each string in it read as the names that it holds."""
    match value:
        case syntax.Text():
            made = expression(value)
            return value if made is None else made
        case syntax.Tuple(items=items):
            return replace(value, items=tuple(map(_named, items)))
        case syntax.Object(entries=entries):
            named = (replace(one, value=_named(one.value)) for one in entries)
            return replace(value, entries=tuple(named))
        case _:
            return value
