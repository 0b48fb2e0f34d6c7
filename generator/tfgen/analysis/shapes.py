"""What Terraform's own blocks may hold.

The pages below https://developer.hashicorp.com/terraform/language/block, and what
`terraform validate` (1.11.4) refuses.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

_NONE: Mapping[str, tuple[str, ...]] = {}


@dataclass(frozen=True)
class Shape:
    """The arguments and blocks of a body; each block with what its labels are called.

    `open`: further arguments and blocks belong to somebody else, such as the provider.
    """

    arguments: frozenset[str] = frozenset()
    required: frozenset[str] = frozenset()
    blocks: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    open: bool = False


def _shape(
    arguments: str = "",
    *,
    required: str = "",
    blocks: Mapping[str, tuple[str, ...]] = _NONE,
    more: bool = False,
) -> Shape:
    needed = frozenset(required.split())
    return Shape(frozenset(arguments.split()) | needed, needed, blocks, more)


_META = "count for_each provider depends_on"

FILE = _shape(
    blocks={
        "terraform": (),
        "required_providers": (),
        "provider": ("name",),
        "variable": ("name",),
        "locals": (),
        "output": ("name",),
        "module": ("name",),
        "resource": ("type", "name"),
        "data": ("type", "name"),
        "ephemeral": ("type", "name"),
        "moved": (),
        "removed": (),
        "import": (),
        "check": ("name",),
    }
)
TERRAFORM = _shape(
    "required_version experiments language",
    blocks={
        "backend": ("type",),
        "cloud": (),
        "required_providers": (),
        "provider_meta": ("provider",),
    },
)
VARIABLE = _shape(
    "description default type sensitive ephemeral nullable", blocks={"validation": ()}
)
OUTPUT = _shape(
    "description depends_on sensitive ephemeral",
    required="value",
    blocks={"precondition": (), "postcondition": ()},
)
MODULE = _shape(
    "version count for_each depends_on providers",
    required="source",
    blocks={"_": (), "lifecycle": (), "locals": (), "provider": ("type",)},
    more=True,
)
PROVIDER = _shape(
    "alias version count depends_on for_each source",
    blocks={"_": (), "lifecycle": (), "locals": ()},
    more=True,
)
RESOURCE = _shape(
    _META,
    blocks={"locals": (), "lifecycle": (), "connection": (), "provisioner": ("type",), "_": ()},
    more=True,
)
DATA = _shape(_META, blocks={"lifecycle": (), "locals": (), "_": ()}, more=True)
LIFECYCLE = _shape(
    "create_before_destroy prevent_destroy ignore_changes replace_triggered_by",
    blocks={"precondition": (), "postcondition": ()},
)
CONDITION = _shape(required="condition error_message")
CHECK = _shape(blocks={"data": ("type", "name"), "assert": ()})
MOVED = _shape(required="from to")
REMOVED = _shape(
    required="from", blocks={"lifecycle": (), "connection": (), "provisioner": ("type",)}
)
REMOVED_LIFECYCLE = _shape("destroy")
IMPORT = _shape("provider for_each", required="id to")
PROVISIONER = _shape(
    "when on_failure", blocks={"_": (), "connection": (), "lifecycle": ()}, more=True
)
