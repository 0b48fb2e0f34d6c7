"""`terraform`: versions, required providers, backends."""

from __future__ import annotations

from tfgen.analysis import codes, shapes
from tfgen.analysis.blocks.metas import is_provider_part, provider_name
from tfgen.analysis.constants import constant, no_version, version
from tfgen.analysis.go_versions import conditions
from tfgen.analysis.structure import Reading, content
from tfgen.analysis.traversals import whole
from tfgen.hcl.model import Attribute, Block
from tfgen.hcl.syntax import Attr, Constant, Entry, Expression, Object, Text, Tuple, Variable
from tfgen.provider_schema.versions import parse_constraints

_EDITION = "TF2021"
_KEYS = ("source", "version", "configuration_aliases")
_MOST_PARTS = 3


def settings(reading: Reading, block: Block) -> None:
    """A `terraform` block."""
    found = content(reading, block.body, shapes.TERRAFORM, block)
    _core_version(reading, found.arguments.get("required_version"))
    _language(reading, found.arguments.get("language"))
    if "experiments" in found.arguments:
        message = "experiments are for alpha releases of Terraform"
        place = found.arguments["experiments"].offset
        reading.problem(codes.LANGUAGE, place, message, "remove the argument")
    for inner in found.blocks:
        if inner.type == "required_providers":
            _required(reading, inner)
        elif inner.type == "provider_meta":
            _meta(reading, inner)


def _core_version(reading: Reading, given: Attribute | None) -> None:
    needed = version(reading, given, conditions)
    if given is not None and any(one.pre for one in needed or ()):
        message = "`required_version` takes no pre-release"
        remedy = "name the release: a pre-release of it meets the constraint, too"
        reading.problem(codes.VERSION, given.offset, message, remedy)


def _language(reading: Reading, given: Attribute | None) -> None:
    if given is None or (isinstance(given.value, Variable) and given.value.name == _EDITION):
        return
    message = f"Terraform knows one edition of its language, {_EDITION}"
    reading.problem(codes.LANGUAGE, given.value.start, message, "remove the argument")


def _meta(reading: Reading, block: Block) -> None:
    for one in block.body.blocks:
        _no_block(reading, one, "provider_meta")
    for attribute in block.body.attributes:
        constant(reading, attribute.value)
    provider_name(reading, block.labels[0], block.offset)


def _no_block(reading: Reading, block: Block, where: str) -> None:
    message = f"`{where}` holds arguments, and no block `{block.type}`"
    remedy = f"write it as an argument: {block.type} = {{ … }}"
    reading.problem(codes.BLOCK, block.offset, message, remedy)


def _required(reading: Reading, block: Block) -> None:
    for one in block.body.blocks:
        _no_block(reading, one, "required_providers")
    for attribute in block.body.attributes:
        _requirement(reading, attribute)


def _requirement(reading: Reading, attribute: Attribute) -> None:
    value = attribute.value
    if isinstance(value, Text | Constant):
        found = version(reading, attribute, parse_constraints)
        if found is not None and not is_provider_part(attribute.name):
            message = f'"{attribute.name}" cannot be the name of a provider'
            remedy = "write the provider's name: lower-case letters, digits and hyphens"
            reading.problem(codes.NAME, value.start, message, remedy)
        return
    if not provider_name(reading, attribute.name, value.start):
        return
    if not isinstance(value, Object):
        message = "a required provider is an object, or text with a version"
        remedy = 'write NAME = { source = "NAMESPACE/NAME", version = "…" }'
        reading.problem(codes.REQUIREMENT, value.start, message, remedy)
        return
    for entry in value.entries:
        if not _entry(reading, attribute, entry):
            return


def _entry(reading: Reading, whole: Attribute, entry: Entry) -> bool:
    """Looks at one entry; whether Terraform goes on to the next."""
    key = entry.key.value if isinstance(entry.key, Text) else ""
    match key:
        case "version":
            _version(reading, whole, entry.value)
        case "source":
            _source(reading, entry.value)
        case "configuration_aliases":
            _aliases(reading, whole.name, entry.value)
        case _:
            message = f"a required provider has no `{key}`"
            remedy = f"remove it; there is: {', '.join(_KEYS)}"
            reading.problem(codes.REQUIREMENT, entry.key.start, message, remedy)
            return False
    return True


def _text(reading: Reading, value: Expression) -> str | None:
    """The text that an expression of constants gives; None where it is none."""
    if isinstance(value, Text):
        return value.value
    quiet = Reading(reading.page, type(reading.report)())
    found = constant(quiet, value)
    return found.data if found is not None and isinstance(found.data, str) else None


def _version(reading: Reading, requirement: Attribute, value: Expression) -> None:
    text = _text(reading, value)
    if text is None:
        message = "the version of a required provider must be constant text"
        reading.problem(codes.VERSION, value.start, message, 'write, for example, "~> 5.0"')
    elif parse_constraints(text) is None:
        # What a module's version may be is refused later, where the requirement begins.
        late = conditions(text) is not None
        no_version(reading, text, requirement.value.start if late else value.start)


def _source(reading: Reading, value: Expression) -> None:
    text = _text(reading, value)
    if text is not None and _is_address(text):
        return
    message = "this is no source of a provider"
    remedy = 'write "NAMESPACE/NAME", for example "hashicorp/aws"'
    reading.problem(codes.REQUIREMENT, value.start, message, remedy)


def _is_address(text: str) -> bool:
    parts = text.split("/")
    if len(parts) > _MOST_PARTS or not all(parts):
        return False
    name = parts[-1].lower()
    if name.startswith("terraform-") and name.removeprefix("terraform-"):
        # Terraform takes `terraform-provider-x` for a mistake; so does this.
        return not name.startswith("terraform-provider-") and is_provider_part(name)
    host = parts[0] if len(parts) == _MOST_PARTS else "x.y"
    return all(map(is_provider_part, parts[-2:])) and "." in host


def _aliases(reading: Reading, name: str, value: Expression) -> None:
    if not isinstance(value, Tuple):
        message = "`configuration_aliases` must be a list in brackets"
        reading.problem(codes.REQUIREMENT, value.start, message, f"write [{name}.ALIAS]")
        return
    for item in value.items:
        found = whole(item)
        if found is None:
            message = "an alias is written NAME.ALIAS"
            reading.problem(codes.REQUIREMENT, item.start, message, f"write {name}.ALIAS")
        elif found.root.name != name or not all(isinstance(step, Attr) for step in found.steps):
            message = f"the aliases of `{name}` start with `{name}.`"
            reading.problem(codes.REQUIREMENT, value.start, message, f"write {name}.ALIAS")
