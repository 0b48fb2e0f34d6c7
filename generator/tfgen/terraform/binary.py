"""Finding Terraform or OpenTofu: a path, the PATH, or what `tfgen doctor --install` put down."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from tfgen.errors import MachineError
from tfgen.terraform.pinned import installed_path, pinned
from tfgen.user_cache import cache_folder, recall, remember

INSTALL_HINT = "tfgen doctor --install"
# Only the text tells the two apart: OpenTofu's `version -json` says `terraform_version`, too.
_FIRST_LINE = re.compile(r"^(Terraform|OpenTofu) v(\d+\.\d+\.\d+\S*)", re.MULTILINE)
_NAMES = {"terraform": "Terraform", "opentofu": "OpenTofu"}
_PRODUCTS = {"terraform": "terraform", "tofu": "opentofu"}
_ANSWER_SECONDS = 20
# ELF, and Mach-O for 64 bits and for several architectures.
_NATIVE_MAGIC = (b"\x7fELF", b"\xcf\xfa\xed\xfe", b"\xca\xfe\xba\xbe")


@dataclass(frozen=True)
class Binary:
    """A Terraform that runs: `product` is "terraform" or "opentofu", `version` as it prints it."""

    path: Path
    product: str
    version: str

    @property
    def numbers(self) -> tuple[int, ...]:
        """The version as numbers, for comparing: `1.12.0-beta1` is (1, 12, 0)."""
        return _numbers(self.version)

    @property
    def label(self) -> str:
        """What people call it: `Terraform 1.11.4`."""
        return f"{_NAMES[self.product]} {self.version}"


def find(
    binary: str = "terraform", minimum: str = "1.10", environ: Mapping[str, str] | None = None
) -> Binary:
    """Finds the binary and checks that it is new enough.

    `binary` is a path (anything with a slash) or a command's name; a name is looked up on the
    PATH, then among what `tfgen doctor --install` put into the cache. `minimum` is a version.
    Raises MachineError when it is missing, too old, not executable, or something else.
    """
    environ = os.environ if environ is None else environ
    problem: MachineError | None = None
    for path in _candidates(binary, environ):
        try:
            return _new_enough(_identify(path, environ), minimum)
        except MachineError as error:
            problem = problem or error
    raise problem or MachineError(
        f"`{binary}` is neither on the PATH nor installed by tfgen", hint=INSTALL_HINT
    )


def _candidates(binary: str, environ: Mapping[str, str]) -> Iterator[Path]:
    if os.sep in binary:
        yield Path(binary).expanduser().absolute()
        return
    found = shutil.which(binary, path=environ.get("PATH", os.defpath))
    if found:
        yield Path(found).absolute()
    if binary in _PRODUCTS:
        installed = installed_path(pinned(_PRODUCTS[binary]), cache_folder(environ))
        if installed.exists():
            yield installed


def _new_enough(binary: Binary, minimum: str) -> Binary:
    if binary.numbers < _numbers(minimum):
        raise MachineError(
            f"{binary.label} ({binary.path}) is too old: tfgen needs {minimum} or newer",
            hint=INSTALL_HINT,
        )
    return binary


def _identify(path: Path, environ: Mapping[str, str]) -> Binary:
    """Asks the file at `path` what it is; remembers the answer while the file stays the same."""
    if not path.is_file():
        raise MachineError(f"there is no Terraform at {path}", hint=INSTALL_HINT)
    if not os.access(path, os.X_OK):
        raise MachineError(f"{path} is not executable", hint=f"chmod +x {path}")
    status = path.stat()
    stamp = [status.st_mtime_ns, status.st_size]
    known = recall("binaries", environ)
    match known.get(str(path)):
        case [*seen, str(product), str(version)] if seen == stamp and product in _NAMES:
            return Binary(path, product, version)
    product, version = _ask(path, environ)
    # A script in front of Terraform (tfenv, a wrapper) may choose another version tomorrow
    # without changing itself, so only a real program is remembered.
    if _is_native(path):
        remember("binaries", {**known, str(path): [*stamp, product, version]}, environ)
    return Binary(path, product, version)


def _ask(path: Path, environ: Mapping[str, str]) -> tuple[str, str]:
    # No user's TF_LOG, TF_CLI_ARGS or CLI configuration has a say in what a program is.
    clean = {key: value for key, value in environ.items() if not key.startswith("TF_")}
    clean |= {"CHECKPOINT_DISABLE": "1", "TF_CLI_CONFIG_FILE": os.devnull}
    try:
        done = subprocess.run(
            [str(path), "version"],
            env=clean,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=_ANSWER_SECONDS,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise MachineError(f"{path} does not run: {error}", hint=INSTALL_HINT) from error
    match = _FIRST_LINE.search(done.stdout.decode("utf-8", "replace"))
    if done.returncode != 0 or match is None:
        raise MachineError(f"{path} is not Terraform or OpenTofu", hint=INSTALL_HINT)
    return match[1].lower(), match[2]


def _is_native(path: Path) -> bool:
    try:
        with path.open("rb") as handle:
            return handle.read(4) in _NATIVE_MAGIC
    except OSError:
        return False


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in re.findall(r"\d+", version.partition("-")[0]))
