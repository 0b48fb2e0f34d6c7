"""The arguments of provisioners and connections.

https://developer.hashicorp.com/terraform/language/provisioners
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from tfgen.analysis import codes, shapes
from tfgen.analysis.declared import Declared
from tfgen.analysis.nearest import nearest
from tfgen.analysis.place import Place
from tfgen.analysis.structure import header
from tfgen.evaluate.conversion import ConversionError, convert
from tfgen.evaluate.types import BOOL, NUMBER, STRING, ListType, MapType, Type, show
from tfgen.hcl.model import Attribute, Block


@dataclass(frozen=True)
class _Arguments:
    types: Mapping[str, Type]
    required: frozenset[str] = frozenset()


def _texts(names: str) -> dict[str, Type]:
    return dict.fromkeys(names.split(), STRING)


_CONNECTION = _Arguments(
    _texts(
        "host type user password timeout script_path target_platform private_key certificate"
        " host_key agent_identity proxy_scheme proxy_host proxy_user_name proxy_user_password"
        " bastion_host bastion_host_key bastion_user bastion_password bastion_private_key"
        " bastion_certificate cacert"
    )
    | dict.fromkeys(("port", "proxy_port", "bastion_port"), NUMBER)
    | dict.fromkeys(("agent", "https", "insecure", "use_ntlm"), BOOL),
    frozenset({"host"}),
)
_PROVISIONERS = {
    "local-exec": _Arguments(
        _texts("command working_dir")
        | {"interpreter": ListType(STRING), "environment": MapType(STRING), "quiet": BOOL},
        frozenset({"command"}),
    ),
    "file": _Arguments(_texts("source content destination"), frozenset({"destination"})),
    "remote-exec": _Arguments(
        {"inline": ListType(STRING), "script": STRING, "scripts": ListType(STRING)}
    ),
}


def provisioners(declared: Declared, place: Place) -> None:
    """Looks at the provisioners of a resource; `self` is the resource."""
    blocks = [*declared.block.body.of_type("provisioner")]
    shared = next(declared.block.body.of_type("connection"), None)
    for block in blocks:
        wanted = _PROVISIONERS.get(block.labels[0]) if block.labels else None
        own = {
            one.name: one
            for one in block.body.attributes
            if one.name not in shapes.PROVISIONER.arguments
        }
        _arguments(block, own, wanted, place)
        inner = next(block.body.of_type("connection"), None)
        given = {one.name: one for one in shared.body.attributes} if shared else {}
        given |= {one.name: one for one in inner.body.attributes} if inner else {}
        if shared or inner:
            _arguments(shared or inner or block, given, _CONNECTION, place)


def _arguments(
    block: Block, given: Mapping[str, Attribute], wanted: _Arguments | None, place: Place
) -> None:
    for name, attribute in given.items():
        value = place.value(attribute.value)
        if wanted is None:
            continue
        type_ = wanted.types.get(name)
        if type_ is None:
            close = nearest(name, wanted.types)
            remedy = f"did you mean `{close}`?" if close else "remove it"
            message = f"the block `{block.type}` takes no argument `{name}`"
            place.report(codes.ATTRIBUTE, attribute.offset, message, remedy)
            continue
        try:
            convert(value, type_)
        except ConversionError as error:
            message = f"`{name}` is of the wrong type: {error.message}"
            remedy = f"write a {show(type_)}"
            place.report(codes.PROVISIONER, attribute.value.start, message, remedy)
    for name in sorted(wanted.required - set(given)) if wanted else ():
        message = f"the block `{block.type}` needs the argument `{name}`"
        place.report(codes.MISSING, header(place.page, block), message, f"add `{name} = …`")
