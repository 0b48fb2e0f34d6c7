"""What the names in an expression stand for.

What `terraform validate` (1.11) gives a name, found by running it:

- `var.x`: unknown, of the variable's type (`any` where none is given), with its marks `sensitive`
  and `ephemeral`. The default plays no part, nor does `nullable = false`.
- `local.x`: the value of its expression.
- resources and data sources: dynamic, whatever their `count`. That an attribute is in the schema is
  checked apart, on the text of the reference.
- `module.m`: an unknown object with the names of its outputs, each dynamic; with `count` an unknown
  list of such objects, with `for_each` an unknown map of them.
- `each.key`: an unknown string; `each.value`: dynamic, even where `for_each` is known;
  `count.index`: an unknown number; `self`: dynamic.
- `path.module`, `path.root`, `path.cwd` and `terraform.workspace`: known strings. Here
  `terraform.workspace` is unknown: which one is chosen depends on the machine.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from tfgen.evaluate.types import Type
from tfgen.evaluate.values import DYNAMIC_VALUE, Value

if TYPE_CHECKING:
    from tfgen.evaluate.problems import Problem
    from tfgen.hcl.model import File
    from tfgen.hcl.syntax import Attr, Index, Variable

STEPS = 300_000
"""What the evaluation of one expression may cost: nodes of loops, elements given to functions."""

Steps = tuple["Attr | Index", ...]


class Roots(Protocol):
    """What answers for the names that no loop has made: `var`, `local`, resources."""

    def __call__(self, root: Variable, steps: Steps) -> tuple[Value, int] | None:
        """The value of `root` and the first n of the steps after it, and that n.

        `local.a.b` may answer with the value of `local.a` and 1. None: nothing of that name is
        known, the expression is dynamic.
        """


def nothing(root: Variable, steps: Steps) -> tuple[Value, int] | None:
    """`Roots` of a place that knows no names."""
    del root, steps
    return None


@dataclass(frozen=True, slots=True)
class Signature:
    """The parameters of a provider's function; `variadic` is the type of any further arguments."""

    parameters: tuple[tuple[str, Type], ...]
    result: Type
    variadic: tuple[str, Type] | None = None
    nullable: frozenset[str] = frozenset()


@dataclass(slots=True)
class Budget:
    """How much work is left for what hangs on one scope: a bound on time and memory."""

    steps: int = STEPS
    depth: int = 0


@dataclass(frozen=True, slots=True)
class Scope:
    """Where an expression stands: its names, its folder, and the list that takes its problems.

    `folder` is what relative paths of `file()` are relative to: the working directory of Terraform,
    the root module; None where that is not known. `text` is the file's, for the places of brackets
    and dots. `in_template` is the scope of a template that another function renders. `file_paths`
    is what `path` stands for in the first argument of a function that reads files; None: the same
    as elsewhere.
    """

    folder: Path | None
    text: str = ""
    roots: Roots = nothing
    problems: list[Problem] = field(default_factory=list)
    names: Mapping[str, Value] = field(default_factory=dict)
    functions: Mapping[str, Signature] = field(default_factory=dict)
    budget: Budget = field(default_factory=Budget)
    in_template: bool = False
    file_paths: Value | None = None

    def root(self, name: str) -> Value | None:
        """The value of a loop's variable; None for any other name."""
        return self.names.get(name)

    def child(self, names: Mapping[str, Value]) -> Scope:
        """The scope with more names, those of a loop; the child shares the list of problems."""
        return Scope(
            self.folder,
            self.text,
            self.roots,
            self.problems,
            {**self.names, **names},
            self.functions,
            self.budget,
            self.in_template,
            self.file_paths,
        )

    def of_file_path(self) -> Scope:
        """The scope of the path of a file that a function reads."""
        if self.file_paths is None or "path" in self.names:
            return self
        return self.child({"path": self.file_paths})

    def quiet(self) -> Scope:
        """The scope with a list of problems of its own, which nobody reads."""
        return replace(self, problems=[])


def scope_of(file: File, folder: Path, roots: Roots = nothing) -> Scope:
    """The scope of the expressions of one file."""
    return Scope(folder, file.text, roots)


class Lazy:
    """Values by name, each computed when it is first asked for; a cycle is dynamic.

    `compute` gives the value of a name and may ask for others. Asked for a name whose value is
    being computed, the answer is `DYNAMIC_VALUE` and the name stands in `cycles`.
    """

    def __init__(self, compute: Callable[[str], Value]) -> None:
        self._compute = compute
        self._values: dict[str, Value] = {}
        self._under_way: set[str] = set()
        self.cycles: set[str] = set()

    def __getitem__(self, name: str) -> Value:
        found = self._values.get(name)
        if found is not None:
            return found
        if name in self._under_way:
            self.cycles.add(name)
            return DYNAMIC_VALUE
        self._under_way.add(name)
        try:
            value = self._compute(name)
        finally:
            self._under_way.discard(name)
        self._values[name] = value
        return value
