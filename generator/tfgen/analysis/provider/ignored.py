"""The entries of `lifecycle { ignore_changes = […] }` against the schema of the resource.

https://developer.hashicorp.com/terraform/language/meta-arguments/lifecycle#ignore_changes
"""

from __future__ import annotations

import re

from tfgen.analysis.provider.traversal import Step, traversal_problem
from tfgen.analysis.provider.written import Written
from tfgen.analysis.traversals import whole
from tfgen.hcl.model import Block
from tfgen.hcl.syntax import Expression, Text, Tuple, Variable
from tfgen.provider_schema.model import BlockSchema

_NAME = re.compile(r"[A-Za-z_][\w-]*")


def check_ignored(block: Block, schema: BlockSchema, written: Written) -> None:
    """Reports the entries that name nothing the resource has."""
    if not written.exact:
        return
    for lifecycle in block.body.of_type("lifecycle"):
        given = lifecycle.body.attribute("ignore_changes")
        if given is None or not isinstance(given.value, Tuple):
            continue
        for entry in given.value.items:
            problem = traversal_problem(schema, _steps(entry), written.scope.text, "the resource")
            if problem is not None:
                written.scope.problems.append(problem)


def _steps(entry: Expression) -> tuple[Step, ...]:
    if isinstance(entry, Text):
        # Before Terraform 0.12 references stood in quotes.
        plain = _NAME.fullmatch(entry.value)
        return (Variable(entry.start, entry.end, entry.value),) if plain else ()
    found = whole(entry)
    return (found.root, *found.steps) if found else ()
