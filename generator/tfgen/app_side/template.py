"""Templates that are YAML themselves: read with their comments, filled in as data, written again.

A value of a spec enters as one scalar of the document, which the YAML library quotes. What a CI
finds *inside* scalars, its own expressions, is kept out by the modules of the CIs.
"""

from __future__ import annotations

import io
import re
from typing import Any

from tfgen import resources

_NO_FOLDING = 1 << 20


def load(path: str) -> Any:
    """The document `templates/<path>`: mappings and lists that keep their comments."""
    return _yaml().load((resources.folder("templates") / path).read_text("utf-8"))


def dump(document: Any) -> str:
    """A document that came from `load`, as text."""
    out = io.StringIO()
    _yaml().dump(document, out)
    # A part that was copied brings the empty lines after it along.
    return re.sub(r"\n{3,}", "\n\n", out.getvalue())


def quoted(value: str) -> str:
    """`value` as a scalar in double quotes: text by every version of YAML, even `no` or `1e3`."""
    from ruamel.yaml.scalarstring import DoubleQuotedScalarString

    scalar: str = DoubleQuotedScalarString(value)
    return scalar


def block(value: str) -> str:
    """`value` as a block of lines, where YAML can write it so."""
    from ruamel.yaml.scalarstring import LiteralScalarString

    scalar: str = LiteralScalarString(value)
    return scalar


def on_one_line(values: list[str]) -> list[str]:
    """`values` as `["a", "b"]`."""
    from ruamel.yaml.comments import CommentedSeq

    line = CommentedSeq(map(quoted, values))
    line.fa.set_flow_style()
    return line


def space_before(mapping: Any, key: str) -> None:
    """Leaves an empty line before `key` of `mapping`, which must be a part of a document."""
    mapping.yaml_set_comment_before_after_key(key, before="\n")


def replaced(node: Any, old: str, new: str) -> Any:
    """`node` with `new` for `old` in every text of it; mappings and lists are changed in place."""
    if isinstance(node, dict):
        for key, value in node.items():
            node[key] = replaced(value, old, new)
    elif isinstance(node, list):
        for index, value in enumerate(node):
            node[index] = replaced(value, old, new)
    elif isinstance(node, str) and old in node:
        return type(node)(node.replace(old, new))
    return node


def _yaml() -> Any:
    from ruamel.yaml import YAML

    yaml = YAML()
    yaml.width = _NO_FOLDING
    yaml.indent(mapping=2, sequence=4, offset=2)
    yaml.preserve_quotes = True
    return yaml
