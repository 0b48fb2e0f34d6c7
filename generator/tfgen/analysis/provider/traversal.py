"""Whether the schema has what a chain of `.name` and `[key]` names in a resource.

As Terraform checks references before it evaluates anything, and entries of `ignore_changes`.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import takewhile
from pathlib import Path

from tfgen.analysis.provider.codes import NO_SUCH_ATTRIBUTE
from tfgen.analysis.provider.suggestion import meant
from tfgen.evaluate.expressions import evaluate
from tfgen.evaluate.places import step_place
from tfgen.evaluate.problems import Problem
from tfgen.evaluate.scope import Scope
from tfgen.evaluate.types import from_json
from tfgen.evaluate.values import Value, unknown
from tfgen.hcl.syntax import Attr, Constant, Index, Text, Variable
from tfgen.provider_schema.model import BlockSchema, NestedBlock

Step = Attr | Index | Variable
_MANY = 12


def traversal_problem(
    schema: BlockSchema, steps: Sequence[Step], text: str, subject: str
) -> Problem | None:
    """What the schema lacks of the steps after `subject`, None where it lacks nothing.

    Steps after an index that is no constant are not looked at. A `Variable` as first step is the
    first name of an entry of `ignore_changes`. `text` is that of the page in which offsets count.
    """
    if not steps:
        return None
    step, rest = steps[0], steps[1:]
    if isinstance(step, Index):
        if not _is_constant(step):
            return None
        message = f"{subject} is one object: it takes a dot and a name, and no index"
        return _problem(step, text, message, "write `.NAME`")
    name = step.name
    if name in schema.attributes:
        return _in_value(schema.attributes[name].type, steps, text)
    if name in schema.blocks:
        return _in_blocks(schema.blocks[name], rest, text, f"{subject}.{name}")
    known = [*schema.attributes, *schema.blocks]
    shown = ", ".join(sorted(known)[:_MANY])
    otherwise = f"it has {shown}" + (", …" if len(known) > _MANY else "")
    message = f"{subject} has no attribute `{name}`"
    return _problem(step, text, message, meant(name, known, otherwise))


def _in_blocks(
    nested: NestedBlock, steps: Sequence[Step], text: str, subject: str
) -> Problem | None:
    if nested.nesting in {"single", "group"}:
        return traversal_problem(nested.block, steps, text, subject)
    if not steps:
        return None
    step, rest = steps[0], steps[1:]
    if nested.nesting == "set":
        message = f"{subject} is a set, and its elements have no index or name"
        return _problem(step, text, message, f"go through it: [for each in {subject} : each.NAME]")
    if nested.nesting == "list" and not isinstance(step, Index):
        message = f"{subject} is a list of objects"
        return _problem(step, text, message, f"take one of them: {subject}[0].NAME")
    if not _is_constant(step):
        return None
    return traversal_problem(nested.block, rest, text, f"{subject}[…]")


def _in_value(type_: object, steps: Sequence[Step], text: str) -> Problem | None:
    """What the type of an attribute lacks of the steps after the attribute itself."""
    constant = list(takewhile(_is_constant, steps))
    depth = len(constant) - 1
    if depth <= 0:
        return None
    value = unknown(from_json(type_))

    def roots(root: Variable, steps: tuple[Attr | Index, ...]) -> tuple[Value, int]:  # noqa: ARG001
        return value, len(steps) - depth

    scope = Scope(Path(), text, roots)
    evaluate(constant[-1], scope)
    if not scope.problems:
        return None
    found = scope.problems[0]
    return Problem(NO_SUCH_ATTRIBUTE, found.offset, found.message, found.remedy)


def _is_constant(step: Step) -> bool:
    return not isinstance(step, Index) or isinstance(step.key, Constant | Text)


def _problem(step: Step, text: str, message: str, remedy: str) -> Problem:
    offset = step.start if isinstance(step, Variable) else step_place(step, text)
    return Problem(NO_SUCH_ATTRIBUTE, offset, message, remedy)
