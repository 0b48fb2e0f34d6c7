"""`terraform init` when something that it reads has changed, and only then."""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tfgen.errors import FailedError, InputError, MachineError, Where
from tfgen.private_files import private_folder, write_private
from tfgen.terraform.gateway import Terraform
from tfgen.terraform.mirror import user_config_file
from tfgen.terraform.plugin_cache import LOCK_FILE, one_at_a_time
from tfgen.terraform.process import OnLine
from tfgen.terraform.requirements import Requirements, read_requirements

_RECORD = "tfgen-init.json"
_LOCK = "tfgen-init.lock"


def ensure_initialised(
    terraform: Terraform, stack: Path, on_line: OnLine | None = None, *, keep_lock: bool = False
) -> bool:
    """Initialises `stack` unless nothing that `init` reads has changed; says whether it did.

    That is: the `terraform` blocks, the sources and versions of modules, and the providers, here
    and in every local module below; the lock file; Terraform's version and CLI configuration. Two
    runs in one stack wait for each other. A changed backend is taken as it is (`-reconfigure`),
    but not where a local state with resources would be left behind. With `keep_lock` a lock file
    that is there is not changed: `init` fails where it would have to be.
    Raises FailedError with Terraform's message, InputError, MachineError, and what `init` raises.
    """
    if not stack.is_dir():
        raise InputError(f"there is no stack at {stack}", hint="tfgen generate")
    data = data_folder(stack, terraform.environ)
    with _locked(data):
        before = fingerprint(terraform, stack)
        record = _read_json(data / _RECORD)
        if before is not None and record.get("fingerprint") == before and _is_whole(data, record):
            return False
        _refuse_to_lose_a_state(stack, data)
        (data / _RECORD).unlink(missing_ok=True)
        with one_at_a_time(terraform.environ):
            terraform.init(on_line=on_line, keep_lock=keep_lock and (stack / LOCK_FILE).is_file())
        # Only now: `init` writes the lock file, which counts.
        _write_record(data, fingerprint(terraform, stack))
        return True


def data_folder(stack: Path, environ: Mapping[str, str]) -> Path:
    """Where Terraform keeps the modules and providers of `stack`: `.terraform` or TF_DATA_DIR.

    https://developer.hashicorp.com/terraform/cli/config/environment-variables#tf_data_dir
    """
    return stack.absolute() / (environ.get("TF_DATA_DIR") or ".terraform")


def fingerprint(terraform: Terraform, stack: Path) -> str | None:
    """A digest of everything that decides an `init`; None when only Terraform can tell.

    Raises InputError for a file that cannot be read.
    """
    digest = hashlib.sha256()
    for folder, found in _all_requirements(stack.absolute()):
        if not found.certain:
            return None
        digest.update(json.dumps([folder, found.parts]).encode())
    environ = terraform.environ
    config = user_config_file(environ)
    for part in (
        _bytes(stack / LOCK_FILE),
        terraform.binary.label.encode(),
        _bytes(config) if config else b"",
        # Arguments from the environment may name another backend or plugin folder; only the
        # digest is kept, since they may be secret.
        environ.get("TF_CLI_ARGS", "").encode(),
        environ.get("TF_CLI_ARGS_init", "").encode(),
    ):
        digest.update(hashlib.sha256(part).digest())
    return digest.hexdigest()


def _all_requirements(stack: Path) -> Iterator[tuple[str, Requirements]]:
    """The requirements of the stack and of every local module that it reaches, each once."""
    waiting, seen = [stack], {stack}
    while waiting:
        folder = waiting.pop()
        try:
            found = read_requirements(folder)
        except FileNotFoundError:
            # A module that is missing is for Terraform to report.
            found = Requirements((), (), certain=False)
        except (OSError, UnicodeDecodeError) as error:
            raise InputError(f"it cannot be read: {error}", where=Where(folder)) from error
        yield _relative(folder, stack), found
        for source in found.modules:
            module = (folder / source).resolve()
            if module not in seen:
                seen.add(module)
                waiting.append(module)


def _relative(folder: Path, stack: Path) -> str:
    # A stack that moves together with its modules stays initialised.
    return os.path.relpath(folder.resolve(), stack.resolve())


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        return b""


def _is_whole(data: Path, record: Mapping[str, Any]) -> bool:
    """Whether what the last `init` put down is still there: a linked provider may have moved."""
    return all((data / name).exists() for name in record.get("packages", []))


def _packages(data: Path) -> list[str]:
    """The provider packages (`providers/HOST/NAMESPACE/TYPE/VERSION/OS_ARCH`) and the modules."""
    found = [*data.glob("providers/*/*/*/*/*"), *data.glob("modules/modules.json")]
    return sorted(path.relative_to(data).as_posix() for path in found)


def _read_json(path: Path) -> dict[str, Any]:
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return document if isinstance(document, dict) else {}


def _write_record(data: Path, digest: str | None) -> None:
    record = {"fingerprint": digest, "packages": _packages(data)}
    try:
        write_private(data / _RECORD, json.dumps(record))
    except OSError as error:
        raise _unwritable(data, error) from error


def _refuse_to_lose_a_state(stack: Path, data: Path) -> None:
    """Refuses a new remote backend while the local state still holds resources.

    `-reconfigure` would leave that state behind, and the next plan would create all of it again.
    """
    if not read_requirements(stack).remote_backend:
        return
    backend = _read_json(data / "terraform.tfstate").get("backend") or {}
    if backend.get("type", "local") != "local":
        return
    path = (backend.get("config") or {}).get("path") or "terraform.tfstate"
    state = stack / path
    resources = _read_json(state).get("resources")
    if resources:
        raise FailedError(
            f"the stack has a local state with {len(resources)} resources, and a new backend",
            hint=f"terraform -chdir={stack} init -migrate-state",
            where=Where(state),
        )


@contextmanager
def _locked(data: Path) -> Iterator[None]:
    try:
        handle = (private_folder(data) / _LOCK).open("a", encoding="utf-8")
    except OSError as error:
        raise _unwritable(data, error) from error
    with handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def _unwritable(data: Path, error: OSError) -> MachineError:
    return MachineError(
        f"{data} cannot be written: {error.strerror}",
        hint="make room, or set TF_DATA_DIR to a folder that you may write to",
    )
