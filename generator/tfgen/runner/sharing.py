"""One process of the AWS provider for the plans of stacks that configure it alike.

A provider is configured by each Terraform that attaches to it, and the last configuration holds for
all; a Terraform that is interrupted stops what the provider does for the others. So a process is
shared only by stacks of one environment whose configuration, credentials and provider are the same,
within one run, and never by an apply. What fails through it is planned again without.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, TypeVar

from tfgen.errors import FailedError, MachineError, UsageError
from tfgen.hcl.reader import Reader
from tfgen.runner.provider_identity import Alike, Own, configuring_module, identity
from tfgen.runner.run import Place, Say
from tfgen.runner.selection import StackFolder
from tfgen.terraform import interrupts
from tfgen.terraform.initialise import data_folder
from tfgen.terraform.mirror import user_config_file
from tfgen.terraform.provider_package import Package, aws_package, package_hash
from tfgen.terraform.shared_provider import REATTACH, SharedProvider, start
from tfgen.user_cache import home_folder

if TYPE_CHECKING:
    from tfgen.terraform.gateway import Terraform

T = TypeVar("T")

# With a bundle the provider makes an HTTP client of its own, keeps it, and refuses to put the
# bundle into it when it is configured a second time (5.100.0).
_ONCE = "AWS_CA_BUNDLE"
# Terraform cannot catch what a provider logs that it has not started.
_LOGS = ("TF_LOG", "TF_LOG_PROVIDER")
# The shared process works in another folder than the stack's.
_FILES = ("AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE", "AWS_WEB_IDENTITY_TOKEN_FILE")


@dataclass(frozen=True)
class _Key:
    """What stacks that share a process have in common."""

    environment: str
    alike: Alike
    environ: frozenset[tuple[str, str]]


@dataclass
class _Group:
    """The stacks of one key, and their process once the first of them has come."""

    lock: Lock = field(default_factory=Lock)
    package: Package | None = None
    provider: SharedProvider | None = None
    ended: bool = False


class Sharing:
    """The shared providers of one run; a context, at whose end they end.

    `stacks` are those of the run, `environ` the environment that it was started with; `say` is told
    who does not share, and why. Raises UsageError where the user has attached a provider himself.
    """

    def __init__(self, stacks: Sequence[StackFolder], environ: Mapping[str, str], say: Say) -> None:
        if environ.get(REATTACH):
            raise UsageError(
                f"{REATTACH} is set: Terraform uses the provider that it names",
                hint=f"unset {REATTACH}, or leave --share-provider out",
            )
        self._say = say
        self._reading = Lock()
        self._reader = Reader()
        self._groups: dict[_Key, _Group] = {}
        self._package_hashes: dict[Path, str] = {}
        self._said: set[str] = set()
        self._alone = self._found_alone(stacks, environ)
        for reason in dict.fromkeys(self._alone.values()):
            names = [stack.name for stack, why in self._alone.items() if why == reason]
            more = f" and {len(names) - 1} more" if len(names) > 1 else ""
            say(f"{names[0]}{more}: no shared provider: {reason}")

    def __enter__(self) -> Sharing:
        return self

    def __exit__(self, *_: object) -> None:
        for group in self._groups.values():
            if group.provider:
                group.provider.stop()

    def through(
        self, stack: StackFolder, place: Place, terraform: Terraform, work: Callable[[Terraform], T]
    ) -> T:
        """`work` with Terraform attached to a shared provider, where the stack may share one.

        Where that fails, `work` once more with `terraform` itself; then the others of its group go
        without, too, if it is the shared one that made it fail. Raises what `work` raises.
        """
        group = self._group(stack, place)
        provider = self._provider(stack, place, group) if group else None
        if group is None or provider is None:
            return work(terraform)
        from tfgen.terraform.gateway import Terraform

        environ = {**terraform.environ, REATTACH: provider.reattach}
        try:
            return work(Terraform(terraform.binary, terraform.folder, environ))
        except FailedError:
            if interrupts.requested():
                raise
            gone = provider.ended()
            group.ended = group.ended or gone
            why = "which has ended" if gone else "through which it failed"
            self._say(f"{stack.name}: again without the shared provider, {why}")
        made = work(terraform)
        group.ended = True
        return made

    def _group(self, stack: StackFolder, place: Place) -> _Group | None:
        reason = _unfit(place.environ)
        if reason:
            self._once(f"no shared provider: {reason}")
            return None
        if stack in self._alone:
            return None
        found = self._identity(place.folder, place.environ)
        if isinstance(found, Own):
            self._tell(stack, found.reason)
            return None
        names = (item for item in place.environ.items() if not item[0].startswith("TF_VAR_"))
        key = _Key(stack.environment, found, frozenset(names))
        with self._reading:
            return self._groups.setdefault(key, _Group())

    def _found_alone(
        self, stacks: Sequence[StackFolder], environ: Mapping[str, str]
    ) -> dict[StackFolder, str]:
        """Why stacks share with no other, as far as their own folders tell."""
        found = {stack: self._identity(stack.path, environ) for stack in stacks}
        counted = Counter((stack.environment, each) for stack, each in found.items())
        alone = {}
        for stack, each in found.items():
            if isinstance(each, Own):
                alone[stack] = each.reason
            elif counted[stack.environment, each] == 1:
                alone[stack] = (
                    "no other stack of the environment configures it so, default_tags included"
                )
        return alone

    def _identity(self, folder: Path, environ: Mapping[str, str]) -> Alike | Own:
        with self._reading:
            [module] = self._reader.modules([folder])
        return identity(module, environ)

    def _provider(self, stack: StackFolder, place: Place, group: _Group) -> SharedProvider | None:
        """The process of the group, started by the first of its stacks; None where it is unfit."""
        try:
            data = data_folder(place.folder, place.environ)
            module = configuring_module(place.folder, data)
            package = aws_package(place.folder, place.environ)
        except (MachineError, OSError, ValueError, KeyError) as error:
            self._tell(stack, str(error))
            return None
        if module:
            self._tell(stack, f"module {module} configures the provider, too")
            return None
        with group.lock:
            if group.ended or interrupts.requested():
                return None
            try:
                reason = self._unlike(package, group)
                if not reason and group.provider is None:
                    # The first that fits: it is its own folder that has been hashed.
                    group.provider = start(package, place.environ)
                    self._say(f"{stack.environment}: sharing provider {package.version}")
            except (MachineError, OSError) as error:
                group.ended = True
                reason = str(error)
        if reason:
            self._tell(stack, reason)
        return None if reason else group.provider

    def _unlike(self, package: Package, group: _Group) -> str:
        """Why the process of a group is not the provider in a stack's lock file, or ""."""
        shared = group.package or package
        if (package.address, package.version) != (shared.address, shared.version):
            return f"its version is {package.version}, that of others {shared.version}"
        if shared.folder not in self._package_hashes:
            self._package_hashes[shared.folder] = package_hash(shared.folder)
        if self._package_hashes[shared.folder] not in package.hashes:
            return "its lock file does not have the hash of the provider"
        group.package = shared
        return ""

    def _tell(self, stack: StackFolder, reason: str) -> None:
        self._once(f"{stack.name}: no shared provider: {reason}")

    def _once(self, text: str) -> None:
        with self._reading:
            said = text in self._said
            self._said.add(text)
        if not said:
            self._say(text)


def _unfit(environ: Mapping[str, str]) -> str:
    """Why no provider can be shared in an environment, or ""."""
    if environ.get(_ONCE):
        return f"{_ONCE} is set, and with it the AWS provider can be configured once only"
    for name in _LOGS:
        if environ.get(name):
            return f"{name} is set, and Terraform cannot log what a shared provider does"
    for name in _FILES:
        if environ.get(name) and not Path(environ[name]).is_absolute():
            return f"{name} is a relative path"
    for config in _cli_configurations(environ):
        try:
            overridden = b"dev_overrides" in config.read_bytes()
        except OSError:
            overridden = True
        if overridden:
            return f"{config} may override it (dev_overrides)"
    return ""


def _cli_configurations(environ: Mapping[str, str]) -> Iterator[Path]:
    """The files that Terraform may read its own configuration from."""
    main = user_config_file(environ)
    if main:
        yield main
    yield from sorted((home_folder(environ) / ".terraform.d").glob("*.tfrc*"))
