"""What `plan --out` writes beside its plan files, and `apply --plans` holds them to.

`manifest.json` names each plan file with its SHA-256, and all that the plan hangs on: the commit,
the configuration, the state, the versions, the account, and what each service ran. With a key in
TFGEN_PLAN_KEY it is signed (HMAC-SHA256), so that nobody without the key can exchange a plan, and
the plan files are sealed.
"""

from __future__ import annotations

import hmac
import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

from tfgen.errors import InputError, UsageError, Where
from tfgen.private_files import write_private
from tfgen.review.live import Live

FILE_NAME = "manifest.json"
KEY_VARIABLE = "TFGEN_PLAN_KEY"
_VERSION = 2
_SHORTEST_KEY = 16
_STACK = re.compile(r"[^/\0]+/[^/\0]+")
_FILE = re.compile(r"(?!\.)[^/\0]+/[^/\0]+\.tfplan(\.sealed)?")
_MADE_OF = ("commit", "tree", "base", "sandbox")
_TEXTS = ("stack", "file", "sha256", "configuration", "lineage", "terraform", "account")
_AGAIN = "plan again: tfgen plan --out DIR"


@dataclass(frozen=True)
class Ran:
    """What a service ran when the plan was made: its revision, and the image of each container."""

    revision: int
    images: Mapping[str, str]


@dataclass(frozen=True)
class Entry:
    """A saved plan. `file` is seen from the manifest; digests are SHA-256.

    `providers` are the versions by address, `blocked` the guards that nobody has allowed,
    `services` (cluster and name) and `pipelines` what has to stand still while it is applied, and
    `ran` what of these services ran, by `RunningService.key`; None where nobody could look. With
    `destroy` the stack has gone from the repository, and everything in it is to go.
    """

    stack: str
    file: str
    sha256: str
    configuration: str
    lineage: str
    serial: int
    terraform: str
    account: str
    providers: Mapping[str, str] = field(default_factory=dict)
    blocked: tuple[str, ...] = ()
    services: tuple[tuple[str, str], ...] = ()
    pipelines: tuple[str, ...] = ()
    ran: Mapping[str, Ran] | None = field(default_factory=dict)
    destroy: bool = False


@dataclass(frozen=True)
class Manifest:
    """The saved plans of a run, and what they were made of ("" outside of git).

    `tree` is git's name for all files of `commit`: another commit of the same files, as a merge
    makes it, has the same. `base` is the commit that stacks which have gone are taken from. Plans
    of the sandbox are for the sandbox alone.
    """

    commit: str
    entries: tuple[Entry, ...]
    tree: str = ""
    base: str = ""
    sandbox: bool = False

    def entry(self, stack: str) -> Entry | None:
        """The plan of `stg/web`, if the run kept one."""
        return next((entry for entry in self.entries if entry.stack == stack), None)


def ran(live: Live | None) -> dict[str, Ran] | None:
    """What a manifest keeps of what runs; None where that is not known."""
    if live is None:
        return None
    return {one.key: Ran(one.revision, dict(one.images)) for one in live.services.values()}


def write(folder: Path, manifest: Manifest, environ: Mapping[str, str]) -> None:
    """Writes the manifest into a folder of plans, signed where there is a key, mode 0600."""
    body = _body(manifest)
    secret = key(environ)
    document = {**body, "signature": _signature(body, secret)} if secret else body
    write_private(folder / FILE_NAME, json.dumps(document, indent=2) + "\n")


def read(folder: Path, environ: Mapping[str, str]) -> Manifest:
    """The manifest of a folder of plans.

    Raises InputError where it is missing, damaged, not signed although there is a key, or signed
    by another one; UsageError where it is signed and there is no key to look.
    """
    path = folder / FILE_NAME
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
        if document["version"] != _VERSION:
            raise _wrong(path, f"has version {document['version']!r}, not {_VERSION}")
        _verify(path, document, str(document.pop("signature", "")), environ)
        return _manifest(document)
    except OSError as error:
        raise _wrong(path, f"cannot be read: {error.strerror}") from error
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise _wrong(path, "is no manifest of plans") from error


def files(folder: Path) -> set[str]:
    """The plan files that a manifest in a folder names, whoever wrote it; none without one."""
    try:
        document = json.loads((folder / FILE_NAME).read_text(encoding="utf-8"))
        names = {str(plan["file"]) for plan in document["plans"]}
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return set()
    return {name for name in names if _FILE.fullmatch(name)}


def _verify(
    path: Path, body: Mapping[str, Any], signature: str, environ: Mapping[str, str]
) -> None:
    secret = key(environ)
    if signature and not secret:
        raise UsageError(
            f"these plans are signed, and {KEY_VARIABLE} is not set",
            hint=f"set {KEY_VARIABLE} to the key that they were signed with",
            where=Where(path),
        )
    if secret and not signature:
        raise _wrong(path, f"is not signed, although {KEY_VARIABLE} is set")
    if secret and not hmac.compare_digest(signature.encode(), _signature(body, secret).encode()):
        raise _wrong(path, "was not signed with this key, or was changed since")


def key(environ: Mapping[str, str]) -> bytes:
    """The key that plans are signed and sealed with; empty where there is none.

    Raises UsageError for one that is too short to be secret.
    """
    given = environ.get(KEY_VARIABLE, "")
    if given and len(given) < _SHORTEST_KEY:
        raise UsageError(
            f"{KEY_VARIABLE} is shorter than {_SHORTEST_KEY} characters",
            hint="openssl rand -hex 32",
        )
    return given.encode()


def _body(manifest: Manifest) -> dict[str, Any]:
    entries = [asdict(entry) for entry in manifest.entries]
    return {
        "version": _VERSION,
        **{key: getattr(manifest, key) for key in _MADE_OF},
        "plans": entries,
    }


def _signature(body: Mapping[str, Any], secret: bytes) -> str:
    text = json.dumps(body, sort_keys=True, separators=(",", ":"))
    return hmac.new(secret, text.encode(), sha256).hexdigest()


def _manifest(document: Mapping[str, Any]) -> Manifest:
    entries = tuple(map(_entry, document["plans"]))
    made_of = {key: document[key] for key in _MADE_OF}
    found = Manifest(entries=entries, **made_of)
    if found.base == "" and any(entry.destroy for entry in entries):
        raise ValueError("a stack has gone, and nobody says from which commit")
    _require({**made_of, "sandbox": ""}, str)
    _require({"sandbox": found.sandbox}, bool)
    return found


def _entry(plan: Mapping[str, Any]) -> Entry:
    """An entry of the document. Raises ValueError, KeyError, TypeError, … for what is none."""
    running = plan["ran"]
    given = {
        **plan,
        "services": tuple((str(cluster), str(name)) for cluster, name in plan["services"]),
        "blocked": tuple(map(str, plan["blocked"])),
        "pipelines": tuple(map(str, plan["pipelines"])),
        "providers": {str(key): str(value) for key, value in plan["providers"].items()},
        "ran": None
        if running is None
        else {key: Ran(int(one["revision"]), dict(one["images"])) for key, one in running.items()},
    }
    found = Entry(**given)
    _require({key: given[key] for key in _TEXTS}, str)
    _require({"serial": found.serial}, int)
    _require({"destroy": found.destroy}, bool)
    if not _STACK.fullmatch(found.stack) or "\0" in found.file:
        raise ValueError(f"{found.stack!r} is no stack")
    return found


def _require(values: Mapping[str, object], kind: type) -> None:
    for name, value in values.items():
        if not isinstance(value, kind):
            raise TypeError(f"{name} is {value!r}")


def _wrong(path: Path, why: str) -> InputError:
    return InputError(f"it {why}", hint=_AGAIN, where=Where(path))


def differing(entry: Entry, live: Live) -> list[str]:
    """What runs now and did not when the plan was made."""
    if entry.ran is None:
        return ["what ran when the plan was made is not known"] if live.services else []
    found = []
    for one in live.services.values():
        before = entry.ran.get(one.key)
        if before is None:
            found.append(f"service {one.name} did not run")
        elif (before.revision, dict(before.images)) != (one.revision, dict(one.images)):
            found.append(f"service {one.name} ran revision {before.revision}, now {one.revision}")
    return found
