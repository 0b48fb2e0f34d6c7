"""`provisioner` and `connection`: all but the arguments of the provisioner."""

from __future__ import annotations

from tfgen.analysis import codes, shapes
from tfgen.analysis.constants import keyword
from tfgen.analysis.structure import Content, Reading, content
from tfgen.analysis.traversals import Traversal, traversals
from tfgen.hcl.model import Attribute, Block
from tfgen.hcl.syntax import Attr

_GONE = frozenset({"chef", "habitat", "puppet", "salt-masterless"})
_WORDS = {"when": ("create", "destroy"), "on_failure": ("continue", "fail")}
_ALWAYS = frozenset({"self", "path", "terraform"})
_ONE = {"count": "index", "each": "key"}


def provisioner(reading: Reading, block: Block, *, only_destroy: bool = False) -> None:
    """A `provisioner` block; `only_destroy` where it must run when the resource is destroyed."""
    found = content(reading, block.body, shapes.PROVISIONER, block)
    if block.labels[0] in _GONE:
        message = f'Terraform no longer has the provisioner "{block.labels[0]}"'
        remedy = "use another way, such as a machine image or user data"
        reading.problem(codes.PROVISIONER, block.label_offsets[0], message, remedy)
        return
    for name, words in _WORDS.items():
        if name in found.arguments:
            _word(reading, found.arguments[name], words)
    when = found.arguments.get("when")
    destroys = when is not None and keyword(when.value) == "destroy"
    if destroys:
        for one in block.body.attributes:
            if one.name not in shapes.PROVISIONER.arguments:
                _only_itself(reading, one)
    elif only_destroy:
        message = "a provisioner in a `removed` block must run at destruction"
        reading.problem(codes.PROVISIONER, block.offset, message, "add: when = destroy")
    _inner(reading, found, destroys)


def _inner(reading: Reading, found: Content, destroys: bool) -> None:
    seen: set[str] = set()
    for one in found.blocks:
        if one.type == "lifecycle":
            message = "Terraform reserves the block type `lifecycle` here"
            reading.problem(codes.RESERVED, one.offset, message, "remove it")
        elif one.type in seen:
            message = f"a second block `{one.type}`"
            reading.problem(codes.PROVISIONER, one.offset, message, "merge the two")
        elif one.type == "connection" and destroys:
            connection(reading, one)
        seen.add(one.type)


def connection(reading: Reading, block: Block) -> None:
    """A `connection` that is used when the resource is destroyed."""
    for one in block.body.attributes:
        _only_itself(reading, one)


def _word(reading: Reading, attribute: Attribute, words: tuple[str, str]) -> None:
    if keyword(attribute.value) not in words:
        message = f"`{attribute.name}` must be {words[0]} or {words[1]}"
        place = attribute.value.start
        reading.problem(codes.PROVISIONER, place, message, "write the word without quotes")


def _only_itself(reading: Reading, attribute: Attribute) -> None:
    if not all(map(_lasts, traversals(attribute.value))):
        message = "what runs at destruction can refer to the resource itself only"
        remedy = "use self, count.index or each.key; keep other values in the resource"
        place = attribute.value.start
        reading.problem(codes.PROVISIONER, place, message, remedy)


def _lasts(traversal: Traversal) -> bool:
    root, steps = traversal.root.name, traversal.steps
    if root in _ALWAYS:
        return True
    if root not in _ONE or len(steps) != 1:
        return False
    step = steps[0]
    return isinstance(step, Attr) and step.name == _ONE[root]
