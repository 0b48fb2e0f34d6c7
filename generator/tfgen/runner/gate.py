"""What a stack may bring along before Terraform runs it: a check of its text, by an allow-list.

`terraform init` downloads and runs whatever a configuration names, and a plan runs data sources. So
a pull request could run anything on the machine that plans it, with its credentials. The list is
that of the base, so that a change cannot allow itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from tfgen import yaml_file
from tfgen.errors import InputError, InputErrors, TfgenError, Where
from tfgen.hcl.model import Attribute, Block, File
from tfgen.hcl.module import Module
from tfgen.hcl.reader import Reader
from tfgen.project import Backend, GateSettings, Project, from_file
from tfgen.provider_schema.sources import address, requirement, requirements
from tfgen.runner.changed_files import Repository

_BUILT_IN = "terraform.io/builtin/terraform"
# Data sources that run a program or ask an address, whatever provider brings them.
_CALLING = frozenset({"external", "http"})
_PROVIDED = ("resource", "data", "ephemeral")
_LOCAL = ("./", "../")
_HINT = "if it is wanted, allow it in tfgen.yaml on the default branch first: gate.{}"


def gate(project: Project, base: str, repository: Repository) -> Gate:
    """The gate of a project, as its `tfgen.yaml` has it at the base; where none is, the default.

    Raises InputError for providers that are committed: Terraform would run them unasked.
    """
    if committed := repository.tracked("**/.terraform/**"):
        raise InputError(
            "a folder of downloaded providers and modules is committed",
            hint="git rm -r --cached it, and add .terraform/ to .gitignore",
            where=Where(committed[0]),
        )
    text = repository.text(base, project.file.path)
    try:
        settings = from_file(yaml_file.parse(text or "", project.file.path)).settings
    except TfgenError:
        return Gate(project.root, GateSettings(), project.settings.backend)
    return Gate(project.root, settings.gate, settings.backend)


@dataclass(frozen=True)
class Gate:
    """The allow-list of a project, whose repository starts at `root`."""

    root: Path
    settings: GateSettings
    backend: Backend

    def check(self, stacks: Sequence[Path]) -> None:
        """Raises InputErrors for all that stands in the stacks, or in modules of theirs, unlisted.

        What cannot be read cannot be allowed.
        """
        reader = Reader()
        found: list[InputError] = []
        seen: set[Path] = set()
        for stack in reader.modules(stacks):
            found += self._settings(stack)
            for module in _all(stack):
                if module.folder not in seen:
                    seen.add(module.folder)
                    found += self._module(module)
        if found:
            raise InputErrors(found)

    def _module(self, module: Module) -> Iterator[InputError]:
        yield from _unread(module)
        yield from self._providers(module)
        yield from self._calls(module)
        for kind in _PROVIDED:
            for file, block in module.blocks(kind):
                yield from self._block(file, block)

    def _providers(self, module: Module) -> Iterator[InputError]:
        listed = {address(name) for name in self.settings.providers} | {_BUILT_IN}
        required = requirements(module)
        for name, needed in required.items():
            if needed.source not in listed:
                origin = needed.source or "a source that is no constant"
                yield InputError(
                    f"provider {name!r} comes from {origin}, which is not allowed",
                    hint=_HINT.format("providers"),
                    where=Where(_first_file(module, "terraform")),
                )
        for kind in (*_PROVIDED, "provider"):
            for file, block in module.blocks(kind):
                local = block.labels[0].partition("_")[0] if block.labels else ""
                source = requirement(local, required).source
                if local and local not in required and source not in listed:
                    yield _at(file, block, f"it needs provider {source}", "providers")

    def _calls(self, module: Module) -> Iterator[InputError]:
        for file, block in module.blocks("module"):
            source = block.body.attribute("source")
            text = source.literal.value if source and source.literal else None
            if not isinstance(text, str):
                yield _at(file, block, "the source of this module is no constant", "modules")
            elif text.startswith(_LOCAL):
                folder = (module.folder / text).resolve()
                if not folder.is_relative_to(self.root.resolve()):
                    yield _at(
                        file, block, f"module {text} lies outside of the repository", "modules"
                    )
            elif not any(_under(text, prefix) for prefix in self.settings.modules):
                yield _at(file, block, f"the module comes from {text}", "modules")

    def _block(self, file: File, block: Block) -> Iterator[InputError]:
        kind = block.labels[0] if block.labels else ""
        if block.type == "data" and kind in _CALLING and kind not in self.settings.allow:
            yield _at(file, block, f"data source {kind!r} runs or asks whatever it names", "allow")
        # In JSON a block within a block reads as an attribute.
        named = block.body.attribute("provisioner")
        found: list[Block | Attribute] = [*block.body.of_type("provisioner")]
        if "provisioners" not in self.settings.allow:
            for one in (*found, *([named] if named else [])):
                yield _at(file, one, "a provisioner runs programs", "allow")

    def _settings(self, stack: Module) -> Iterator[InputError]:
        """A backend that is not the project's: the state, with its secrets, would go elsewhere."""
        for file, settings in stack.blocks("terraform"):
            for cloud in settings.body.of_type("cloud"):
                yield _at(file, cloud, "the state would be kept elsewhere", "backend")
            for backend in settings.body.of_type("backend"):
                kind = backend.labels[0] if backend.labels else ""
                bucket = backend.body.attribute("bucket")
                named = bucket.literal.value if bucket and bucket.literal else None
                if kind != self.backend.type or (kind == "s3" and named != self.backend.bucket):
                    yield _at(
                        file, backend, f"backend {kind!r} is not that of tfgen.yaml", "backend"
                    )


def _all(module: Module) -> Iterator[Module]:
    yield module
    for called in module.local_modules.values():
        if called is not None:
            yield from _all(called)


def _unread(module: Module) -> Iterator[InputError]:
    for file in module.files:
        if file.body is None:
            reason = file.problems[0].message if file.problems else "it cannot be read"
            line = file.problems[0].position.line if file.problems else None
            yield InputError(
                f"what it would run cannot be told: {reason}",
                hint="tfgen validate tells more",
                where=Where(file.path, line),
            )

    if module.opaque and all(file.body is not None for file in module.files):
        yield InputError(
            "it holds files that only OpenTofu reads",
            hint="write them in Terraform's language",
            where=Where(module.folder),
        )


def _first_file(module: Module, block_type: str) -> Path:
    return next((file.path for file, _ in module.blocks(block_type)), module.folder)


def _under(source: str, prefix: str) -> bool:
    """Whether a source is what an entry of the list names, or lies below it."""
    return source == prefix or source.startswith((f"{prefix}/", f"{prefix}?", f"{prefix}//"))


def _at(file: File, place: Block | Attribute, why: str, key: str) -> InputError:
    return InputError(
        f"{why}, which is not allowed",
        hint=_HINT.format(key),
        where=Where(file.path, place.position.line),
    )
