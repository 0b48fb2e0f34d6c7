"""Local values, each evaluated once, when somebody first needs it."""

from __future__ import annotations

from tfgen.analysis import codes
from tfgen.analysis.known import Known
from tfgen.analysis.place import Place
from tfgen.analysis.refs import node_of
from tfgen.evaluate.scope import Lazy
from tfgen.evaluate.values import DYNAMIC_VALUE, Value


def local_values(known: Known) -> Lazy:
    """The values of the local values; what is wrong is reported when they are computed."""

    def compute(name: str) -> Value:
        entry = known.declarations.locals.get(name)
        if entry is None:
            return DYNAMIC_VALUE
        place = Place(known, entry.page, user=("local", name))
        if _needs_itself(place, name):
            return DYNAMIC_VALUE
        return place.value(entry.attribute.value)

    return Lazy(compute)


def _needs_itself(place: Place, name: str) -> bool:
    found = False
    expression = place.known.declarations.locals[name].attribute.value
    for ref in place.page.refs(expression) if f"local.{name}" in place.page.text else ():
        if node_of(ref) == ("local", name):
            message = f"the local value `{name}` needs itself"
            remedy = "name the value meant, or give this one another name"
            place.report(codes.CYCLE, ref.offset, message, remedy)
            found = True
    return found
