"""One `resource`, `data`, `ephemeral` or `provider` block, as its provider judges it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Literal, TypeAlias

from tfgen.analysis.codes import EPHEMERAL
from tfgen.analysis.provider import replacements
from tfgen.analysis.provider.bodies import decode, evaluate_all
from tfgen.analysis.provider.codes import DEPRECATED, UNKNOWN_TYPE
from tfgen.analysis.provider.decoded import Decoded
from tfgen.analysis.provider.ignored import check_ignored
from tfgen.analysis.provider.provider_checks import Subject, check
from tfgen.analysis.provider.relations import check_relations
from tfgen.analysis.provider.special import SPECIAL
from tfgen.analysis.provider.suggestion import meant
from tfgen.analysis.provider.written import Written
from tfgen.evaluate.values import Value, unmarked_deeply
from tfgen.hcl.model import Body

if TYPE_CHECKING:
    from tfgen.evaluate.scope import Scope
    from tfgen.hcl.model import Block
    from tfgen.provider_schema.lookup import Schema, Schemas
    from tfgen.provider_schema.model import BlockSchema

Kind: TypeAlias = Literal["resource", "data", "ephemeral", "provider"]

_REPEATED = frozenset({"count", "for_each", "depends_on", "provider", "lifecycle", "locals", "_"})
_META = {
    "resource": _REPEATED | {"provisioner", "connection"},
    "data": _REPEATED,
    "ephemeral": _REPEATED,
    "provider": _REPEATED - {"provider"} | {"alias", "version", "source"},
}
"""What Terraform itself reads; a block `_` holds arguments that have one of these names."""

_WORDS = {"resource": "resource", "data": "data source", "ephemeral": "ephemeral resource"}


def check_block(
    kind: Kind,
    block: Block,
    scope: Scope,
    schemas: Schemas,
    *,
    provider: str = "",
    json: bool = False,
) -> None:
    """Checks a top-level block but its meta-arguments; what is wrong is added to `scope.problems`.

    Every expression of the body is evaluated in `scope`, in which the caller has put the right
    `each`, `count` and `self`; so problems with codes TFG3xx are added too. Offsets are those of
    the block's nodes. The meta-arguments (`count`, `for_each`, `provider`, `depends_on`,
    `lifecycle`, `provisioner`, `connection`; of a provider `alias` and `version`) are left to the
    caller, but for `lifecycle.ignore_changes`, whose entries are looked up in the schema here.

    `provider` is the local name in the argument `provider` (`aws` of `aws.west`), empty without
    one; `json` tells of a file in JSON. A block whose provider has no index is only evaluated.

    Terraform looks at a `provider` block only where something uses it (`used_providers`).
    """
    written = _written(block, scope, json=json)
    schema = schemas.of(block.labels[0]) if kind == "provider" else None
    schema = schema or schemas.serving(block.labels[0], provider)
    if schema is None:
        evaluate_all(written, _META[kind])
        return
    written = replace(written, exact=schema.exact)
    body_schema = _schema_of(kind, schema, block, written)
    if body_schema is None:
        evaluate_all(written, _META[kind])
    elif kind != "provider" or written.body.attributes or written.body.blocks:
        _check(Subject(kind, block.labels[0], schema.source), block, written, body_schema)


def _check(subject: Subject, block: Block, written: Written, schema: BlockSchema) -> None:
    kind = subject.kind
    before = len(written.scope.problems)
    decoded = decode(written, schema, _META[kind])
    sound = len(written.scope.problems) == before
    if kind in {"resource", "data"}:
        _ephemeral(decoded, schema, written)
    if schema.deprecated:
        told = schema.deprecated if isinstance(schema.deprecated, str) else ""
        advice = told or replacements.advice(kind, subject.type) or "see the provider's page of it"
        message = f"the {_WORDS.get(kind, kind)} type `{subject.type}` is deprecated"
        written.report(DEPRECATED, block.offset, message, advice)
    if kind == "resource":
        check_ignored(block, schema, written)
    if not written.exact:
        return
    check(decoded, schema, written, subject)
    # What is misspelt would be reported again as missing.
    if sound:
        check_relations(decoded, schema, written)
        special = SPECIAL.get(subject)
        if special is not None:
            special(decoded, schema, written)


def _written(block: Block, scope: Scope, *, json: bool) -> Written:
    place = block.end - 1 if json else block.brace
    escaped = [each.body for each in block.body.of_type("_")]
    body = Body(
        sum((each.attributes for each in escaped), block.body.attributes),
        sum((each.blocks for each in escaped), block.body.blocks),
    )
    return Written(body if escaped else block.body, place, scope, json=json)


def _schema_of(kind: Kind, schema: Schema, block: Block, written: Written) -> BlockSchema | None:
    if kind == "provider":
        return schema.provider()
    name = block.labels[0]
    found = schema.block(kind, name)
    if found is None and schema.exact:
        message = f"the provider {schema.source.partition('/')[2]} has no {_WORDS[kind]} `{name}`"
        written.report(UNKNOWN_TYPE, block.label_offsets[0], message, _instead(kind, name, schema))
    return found


def _instead(kind: Kind, name: str, schema: Schema) -> str:
    advice = replacements.advice(kind, name)
    if advice:
        return advice
    for other in ("resource", "data", "ephemeral"):
        if other != kind and schema.block(other, name) is not None:
            return f'it is a {_WORDS[other]}: write `{other} "{name}"`'
    assert kind != "provider"  # noqa: S101 (a provider has no types to choose from)
    version = f"version {schema.version} of the provider has none that is like it"
    return meant(name, schema.names(kind), version)


def _ephemeral(decoded: Decoded, schema: BlockSchema, written: Written) -> None:
    """What is ephemeral may stand in write-only arguments only."""
    message = "an ephemeral value would be kept in the state"
    remedy = "give it to a write-only argument, or take a value that is not ephemeral"
    for attribute in written.body.attributes:
        value = decoded.values.get(attribute.name)
        if value is None or schema.attributes[attribute.name].write_only:
            continue
        if unmarked_deeply(value)[2]:
            written.report(EPHEMERAL, attribute.value.start, message, remedy)
    for name, blocks in decoded.blocks.items():
        inner = schema.blocks[name].block if blocks.items else None
        if inner and any(_keeps(item, inner) for item in blocks.items):
            written.report(EPHEMERAL, written.place, message, remedy)


def _keeps(decoded: Decoded, schema: BlockSchema) -> bool:
    def kept(name: str, value: Value) -> bool:
        return not schema.attributes[name].write_only and unmarked_deeply(value)[2]

    return any(kept(name, value) for name, value in decoded.values.items()) or any(
        _keeps(item, schema.blocks[name].block)
        for name, blocks in decoded.blocks.items()
        for item in blocks.items
    )
