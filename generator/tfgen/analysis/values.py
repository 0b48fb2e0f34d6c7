"""What the names of a module are worth to an expression."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tfgen.analysis.known import Known
from tfgen.analysis.nearest import nearest
from tfgen.evaluate.places import step_place
from tfgen.evaluate.scope import Steps
from tfgen.evaluate.types import DYNAMIC, NUMBER, STRING
from tfgen.evaluate.values import (
    DYNAMIC_VALUE,
    FALSE,
    UNKNOWN,
    UNKNOWN_STRING,
    Value,
    string,
)
from tfgen.hcl.syntax import Attr, Variable

if TYPE_CHECKING:
    from tfgen.analysis.place import Place

_HERE = string(".")
_EPHEMERAL = Value(DYNAMIC, UNKNOWN, ephemeral=True)
_FIXED = {
    ("each", "key"): Value(STRING, UNKNOWN),
    ("count", "index"): Value(NUMBER, UNKNOWN),
    # TF_WORKSPACE and .terraform/environment choose it.
    ("terraform", "workspace"): UNKNOWN_STRING,
    ("terraform", "applying"): Value(FALSE.type, FALSE.data, ephemeral=True),
}


class Names:
    """The `Roots` of one place (tfgen/evaluate/scope.py)."""

    def __init__(self, place: Place) -> None:
        self._place = place

    def __call__(self, root: Variable, steps: Steps) -> tuple[Value, int] | None:
        """The value of a root, with the first step where that is its name."""
        first = steps[0] if steps else None
        name = first.name if isinstance(first, Attr) else ""
        match root.name:
            case "var":
                found = self._variable(name)
            case "local":
                found = self._known.local_value(name)
            case "module":
                self._note_output(name, steps)
                found = self._known.module_value(name)
            case "path":
                found = _HERE if name in ("module", "root") and self._is_root else UNKNOWN_STRING
            case "each" | "count" | "terraform":
                found = _FIXED.get((root.name, name), DYNAMIC_VALUE)
            case _:
                return (_EPHEMERAL if root.name == "ephemeral" else DYNAMIC_VALUE), 0
        return found, 1

    @property
    def _known(self) -> Known:
        return self._place.known

    @property
    def _is_root(self) -> bool:
        return not self._known.called

    def _variable(self, name: str) -> Value:
        given = self._place.given.get(name)
        return self._known.variable_value(name) if given is None else given

    def _note_output(self, name: str, steps: Steps) -> None:
        """Remembers where a missing output is asked for: its report has a code of its own."""
        child = self._known.children.get(name)
        for step in steps[1:3]:
            if isinstance(step, Attr):
                if child is not None and not child.opaque and step.name not in child.outputs:
                    page = self._place.page
                    offset = step_place(step, page.text)
                    close = nearest(step.name, child.outputs)
                    add = f"add the output `{step.name}` to {child.module.folder.name}"
                    self._known.missing_outputs[page.file.path, offset] = (
                        f"the module `{name}` has no output `{step.name}`",
                        f"did you mean module.{name}.{close}? if not, {add}" if close else add,
                    )
                return
