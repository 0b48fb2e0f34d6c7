"""Whether two stacks configure the AWS provider alike: by what its configuration is made of.

Nothing is evaluated. Terraform's functions are pure, but for a few; so equal texts that hang on
equal texts have equal values. Whatever else has a part in it makes a stack one of its own.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from tfgen.hcl.model import Attribute, Block, Body, File
from tfgen.hcl.module import Module
from tfgen.hcl.syntax import Call, Part, children
from tfgen.provider_schema.sources import REGISTRY, requirement, requirements

_AWS = "aws"
_SOURCE = f"{REGISTRY}/hashicorp/aws"
# A role's session is the process's own; the files count from the folder that it works in; with a
# bundle of CAs the provider can be configured once only.
_ONE_TIME = (
    "assume_role",
    "custom_ca_bundle",
    "shared_config_files",
    "shared_credentials_files",
    "dynamic",
)
_IMPURE = frozenset({"abspath", "bcrypt", "plantimestamp", "timestamp", "uuid"})
_ARGUMENTS = ("TF_CLI_ARGS", "TF_CLI_ARGS_plan")
_VALUES = ("*.auto.tfvars", "*.auto.tfvars.json", "terraform.tfvars", "terraform.tfvars.json")
_CONFIGURATION = (".tf", ".tf.json", ".tofu", ".tofu.json")
_PROVIDER_BLOCK = re.compile(r'\bprovider[\s"]+aws\b')


@dataclass(frozen=True)
class Alike:
    """Stacks with equal `texts` configure the provider alike, in the same environment."""

    texts: tuple[str, ...]


@dataclass(frozen=True)
class Own:
    """A stack whose provider configuration cannot be compared, and why."""

    reason: str


class _OwnError(Exception):
    """Why the configuration cannot be compared."""


def identity(stack: Module, environ: Mapping[str, str]) -> Alike | Own:
    """What the configuration of the AWS provider in a root module is made of.

    `environ` is Terraform's; only its values of variables count here.
    """
    try:
        return Alike(tuple(_Texts(stack, environ).all()))
    except _OwnError as error:
        return Own(str(error))


@dataclass
class _Texts:
    """Collects the texts that one stack's configuration is made of."""

    stack: Module
    environ: Mapping[str, str]
    seen: set[tuple[str, ...]] = field(default_factory=set)

    def all(self) -> Iterator[str]:
        """All texts, in an order that hangs on them alone."""
        if self.stack.opaque:
            raise _OwnError("its configuration cannot be read by tfgen")
        yield from self._settings()
        for file, block in self.stack.blocks("provider"):
            if block.labels == (_AWS,):
                yield from self._provider(file, block)

    def _settings(self) -> Iterator[str]:
        required = requirements(self.stack)
        others = [name for name, one in required.items() if one.source == _SOURCE and name != _AWS]
        if others or requirement(_AWS, required).source != _SOURCE:
            raise _OwnError("its provider is not hashicorp/aws by the name aws")
        for file, settings in self.stack.blocks("terraform"):
            _refuse_json(file)
            remote = any(one.labels == ("remote",) for one in settings.body.of_type("backend"))
            if remote or any(settings.body.of_type("cloud")):
                raise _OwnError("it is planned by HCP Terraform")
            yield from (one.text for one in settings.body.of_type("required_providers"))

    def _provider(self, file: File, block: Block) -> Iterator[str]:
        _refuse_json(file)
        names = [one.name for one in block.body.attributes]
        names += [one.type for one in block.body.blocks]
        if "alias" in names:
            raise _OwnError("it has more than one configuration of the provider (alias)")
        for name in names:
            if name.startswith(_ONE_TIME):
                raise _OwnError(f"its provider has {name}")
        # An override file is merged over the others.
        yield "override" if "override" in file.path.name else ""
        yield block.text
        yield from self._body(block.body)

    def _body(self, body: Body) -> Iterator[str]:
        for attribute in body.attributes:
            yield from self._expression(attribute)
        for block in body.blocks:
            yield from self._body(block.body)

    def _expression(self, attribute: Attribute) -> Iterator[str]:
        for name in _calls(attribute.value):
            if name in _IMPURE or "file" in name or "::" in name.removeprefix("core::"):
                raise _OwnError(f"its provider hangs on {name}()")
        for reference in attribute.references:
            names = reference.names[:2]
            if len(names) == 1 or names[0] not in ("var", "local"):
                raise _OwnError(f"its provider hangs on {'.'.join(reference.names)}")
            if names not in self.seen:
                self.seen.add(names)
                found = [*(self._variable if names[0] == "var" else self._local)(names[1])]
                yield from (*names, *found)

    def _local(self, name: str) -> Iterator[str]:
        for file, block in self.stack.blocks("locals"):
            attribute = block.body.attribute(name)
            if attribute:
                _refuse_json(file)
                yield attribute.expression
                yield from self._expression(attribute)

    def _variable(self, name: str) -> Iterator[str]:
        """The block of a variable, and all that may give it a value."""
        if any(self.environ.get(arguments) for arguments in _ARGUMENTS):
            raise _OwnError(f"its provider hangs on var.{name}, and TF_CLI_ARGS is set")
        blocks = [found for found in self.stack.blocks("variable") if found[1].labels == (name,)]
        files = {path for pattern in _VALUES for path in self.stack.folder.glob(pattern)}
        given = self.environ.get(f"TF_VAR_{name}")
        default = any(block.body.attribute("default") for _, block in blocks)
        if given is None and not files and not default:
            raise _OwnError(f"its provider hangs on var.{name}, which has no value")
        for file, block in blocks:
            _refuse_json(file)
            yield block.text
        yield json.dumps(given)
        for path in sorted(files):
            yield path.name
            yield path.read_bytes().hex()


def _refuse_json(file: File) -> None:
    if file.json:
        raise _OwnError(f"{file.path.name} is JSON, which is not looked into")


def _calls(expression: Part) -> Iterator[str]:
    """The names of the functions that an expression calls."""
    if isinstance(expression, Call):
        yield expression.name
    for child in children(expression):
        yield from _calls(child)


def configuring_module(stack: Path, data: Path) -> str:
    """The name of a module of an initialised stack that has an AWS provider of its own, else "".

    `data` is Terraform's data folder, where `init` lists the modules that it has found. A mention
    in a comment counts, too. Raises OSError or ValueError where that list cannot be read.
    """
    listed = data / "modules" / "modules.json"
    if not listed.exists():
        return ""
    for entry in json.loads(listed.read_text(encoding="utf-8"))["Modules"]:
        folder = stack / entry["Dir"]
        if entry["Key"] and any(map(_mentions_provider, folder.iterdir())):
            return str(entry["Key"])
    return ""


def _mentions_provider(path: Path) -> bool:
    if not path.name.endswith(_CONFIGURATION):
        return False
    text = path.read_text(encoding="utf-8", errors="replace")
    return bool(_PROVIDER_BLOCK.search(text)) or (
        path.name.endswith(".json") and '"provider"' in text
    )
