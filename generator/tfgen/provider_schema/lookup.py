"""The schemas of the providers of a module: which index serves each, and one lookup in it.

    indexes = Catalog.of(environ)
    schemas = indexes.schemas(requirements(module), locked(folder))
    schema = schemas.serving("aws_ecs_service")
    block = schema.resource("aws_ecs_service") if schema else None

Indexes lie at `HOST/NAMESPACE/TYPE/VERSION.zip` in tfgen itself and in the user's cache
(`tfgen schema pull`); what is recorded of the provider's own checks lies beside as
`VERSION.checks.zip`. An index that came with tfgen goes before a pulled one of its version.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Literal, TypeAlias

from tfgen.errors import InputError, MachineError
from tfgen.provider_schema import decode
from tfgen.provider_schema.compact import PROVIDER
from tfgen.provider_schema.constraints import Constraints as Recorded
from tfgen.provider_schema.model import BlockSchema, FunctionSchema
from tfgen.provider_schema.packed import Packed
from tfgen.provider_schema.sources import Requirement, local_name, requirement
from tfgen.provider_schema.versions import ANY, Constraints, Version, parse_version
from tfgen.user_cache import cache_folder

SHIPPED = Path(__file__).parent / "data"
CHECKS_SUFFIX = ".checks.zip"
Kind: TypeAlias = Literal["resource", "data", "ephemeral"]


class Schema:
    """The schema of one provider in one version; InputError from any lookup in a damaged index.

    `exact`: this version meets the module's constraints and its lock file. Where it does not, it
    is another minor version of the same major one: what is missing here may exist there.
    """

    def __init__(self, path: Path, source: str, version: Version, *, exact: bool = True) -> None:
        self.path = path
        self.source = source
        self.version = version
        self.exact = exact
        self._blocks: dict[str, BlockSchema | None] = {}

    def resource(self, name: str) -> BlockSchema | None:
        """What a `resource` block of that type may hold; None when there is no such type."""
        return self.block("resource", name)

    def data_source(self, name: str) -> BlockSchema | None:
        """What a `data` block of that type may hold; None when there is no such type."""
        return self.block("data", name)

    def ephemeral(self, name: str) -> BlockSchema | None:
        """What an `ephemeral` block of that type may hold; None when there is no such type."""
        return self.block("ephemeral", name)

    def provider(self) -> BlockSchema:
        """What a `provider` block may hold."""
        return self._block(PROVIDER) or BlockSchema({}, {})

    def function(self, name: str) -> FunctionSchema | None:
        """The signature of `provider::NAME::name`; None when there is no such function."""
        entry = self._index.get(f"function {name}")
        return None if entry is None else decode.function(entry)

    def block(self, kind: Kind, name: str) -> BlockSchema | None:
        """As `resource`, `data_source` and `ephemeral`, by the kind."""
        return self._block(f"{kind} {name}")

    def names(self, kind: Kind) -> tuple[str, ...]:
        """All types of that kind, sorted."""
        start = f"{kind} "
        return tuple(
            name.removeprefix(start) for name in self._index.names() if name.startswith(start)
        )

    def _block(self, name: str) -> BlockSchema | None:
        if name not in self._blocks:
            entry = self._index.get(name)
            recorded = Recorded(self._checks.get(name) if self._checks else None)
            self._blocks[name] = None if entry is None else decode.root_block(entry, recorded)
        return self._blocks[name]

    @cached_property
    def _index(self) -> Packed:
        return _packed(self.path)

    @cached_property
    def _checks(self) -> Packed | None:
        path = self.path.with_name(self.path.name.removesuffix(".zip") + CHECKS_SUFFIX)
        return _packed(path) if path.is_file() else None


@cache
def _packed(path: Path) -> Packed:
    return Packed(path)


@dataclass(frozen=True)
class Catalog:
    """The indexes there are: the path of each, by the provider's address and version."""

    indexes: Mapping[str, Mapping[Version, Path]]

    @classmethod
    def of(cls, environ: Mapping[str, str] | None = None) -> Catalog:
        """What came with tfgen and what the user pulled into the cache."""
        found: dict[str, dict[Version, Path]] = {}
        for folder in (pulled_folder(environ), SHIPPED):
            for source, version, path in _indexes(folder):
                found.setdefault(source, {})[version] = path
        return cls(found)

    def schema(
        self, source: str, constraints: Constraints = ANY, lock: Version | None = None
    ) -> Schema | None:
        """The schema for a provider under the module's constraints and its lock file's version.

        The newest index that both admit; else the newest of a major version that they admit; None
        when there is none: then nothing is known.
        """
        indexes = self.indexes.get(source, {})
        for exact in (True, False):
            fitting = [one for one in indexes if _fits(one, constraints, lock, exact=exact)]
            if fitting:
                newest = max(fitting)
                return Schema(indexes[newest], source, newest, exact=exact)
        return None

    def schemas(self, required: Mapping[str, Requirement], lock: Mapping[str, Version]) -> Schemas:
        """The schemas for one module: what it requires by local name, and its lock file."""
        return Schemas(self, required, lock)


def _fits(version: Version, constraints: Constraints, lock: Version | None, *, exact: bool) -> bool:
    if exact:
        return version == lock if lock else constraints.admit(version)
    return version.major == lock.major if lock else constraints.admit_major(version.major)


class Schemas:
    """The schemas of the providers of one module."""

    def __init__(
        self,
        catalog: Catalog,
        required: Mapping[str, Requirement],
        lock: Mapping[str, Version],
    ) -> None:
        self._catalog = catalog
        self._required = required
        self._lock = lock
        self._found: dict[str, Schema | None] = {}

    def serving(self, block_type: str, provider: str = "") -> Schema | None:
        """The schema of the provider of a `resource`, `data` or `ephemeral` block.

        `provider` is the local name in the block's `provider` argument (`aws` of `aws.west`).
        None when nothing is known about that provider.
        """
        return self.of(provider or local_name(block_type))

    def of(self, local: str) -> Schema | None:
        """The schema of the provider of a local name, as in `provider "aws"` blocks."""
        if local not in self._found:
            self._found[local] = self._find(requirement(local, self._required))
        return self._found[local]

    def _find(self, wanted: Requirement) -> Schema | None:
        if wanted.source is None or wanted.constraints is None:
            return None
        lock = self._lock.get(wanted.source)
        return self._catalog.schema(wanted.source, wanted.constraints, lock)


def pulled_folder(environ: Mapping[str, str] | None = None) -> Path | None:
    """Where `tfgen schema pull` keeps indexes; None where the user has no cache folder."""
    try:
        return cache_folder(environ) / "schemas"
    except MachineError:
        return None


def _indexes(folder: Path | None) -> Iterator[tuple[str, Version, Path]]:
    for path in sorted(folder.glob("*/*/*/*.zip")) if folder else ():
        version = parse_version(path.name.removesuffix(".zip"))
        if version is not None and not path.name.endswith(CHECKS_SUFFIX):
            yield path.parent.relative_to(folder or path).as_posix(), version, path


def readable(path: Path) -> bool:
    """Whether the file at `path` is an index of this version of tfgen."""
    try:
        Packed(path)
    except InputError:
        return False
    return True
