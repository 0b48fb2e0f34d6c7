"""The values of outputs."""

from __future__ import annotations

from tfgen.analysis import codes
from tfgen.analysis.declared import Declared
from tfgen.analysis.evaluation.conditions import enforced
from tfgen.analysis.evaluation.metas import depends_on
from tfgen.analysis.known import Known
from tfgen.analysis.place import Place
from tfgen.analysis.variables import flag
from tfgen.evaluate.values import unmarked_deeply


def output(known: Known, declared: Declared) -> None:
    """Looks at one output."""
    place = Place(known, declared.page, user=("output", declared.name))
    attribute = declared.attribute("value")
    ephemeral = flag(declared, "ephemeral", False)
    if ephemeral and not known.called:
        message = "an output of a root module cannot be ephemeral"
        place.report(codes.ROOT_EPHEMERAL, declared.block.offset, message, "remove the argument")
    if not enforced(declared.block.body.of_type("precondition"), place):
        return
    depends_on(declared.attribute("depends_on"), place)
    if attribute is None:
        return
    _, sensitive, fleeting = unmarked_deeply(place.value(attribute.value))
    if sensitive and not known.called and not flag(declared, "sensitive", False):
        message = f"the output `{declared.name}` would show a sensitive value"
        remedy = "add `sensitive = true`, or use nonsensitive() where it is no secret"
        place.report(codes.EXPOSED, declared.block.offset, message, remedy)
    if ephemeral and not fleeting:
        message = f"the output `{declared.name}` is ephemeral, and its value is not"
        place.report(codes.EPHEMERAL, attribute.value.start, message, "remove the argument")
    if fleeting and not ephemeral:
        message = f"the output `{declared.name}` would keep an ephemeral value"
        place.report(codes.EPHEMERAL, attribute.value.start, message, _MARK)


_MARK = "in a module that others call add `ephemeral = true`; else leave it out"
