"""What `plan --out` writes beside its plan files, and `apply --plans` holds them to.

`manifest.json` names each plan file with its SHA-256, and all that the plan hangs on: the commit,
the configuration, the state, the versions, the account, and what each service ran. With a key in
TFGEN_PLAN_KEY it is signed (HMAC-SHA256), so that nobody without the key can exchange a plan, and
the plan files are sealed.
"""

from __future__ import annotations

import hmac
import json
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
_AGAIN = "plan again: tfgen plan --out DIR"


@dataclass(frozen=True)
class Ran:
    """What a service ran when the plan was made: its revision, and the image of each container."""

    cluster: str
    revision: int
    images: Mapping[str, str]


@dataclass(frozen=True)
class Entry:
    """A saved plan. `file` is seen from the manifest; digests are SHA-256.

    `providers` are the versions by address, `blocked` the guards that nobody has allowed, `ran`
    what its services ran, `pipelines` those that deploy them. With `destroy` the stack has gone
    from the repository, and everything in it is to go.
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
    ran: Mapping[str, Ran] = field(default_factory=dict)
    pipelines: tuple[str, ...] = ()
    destroy: bool = False


@dataclass(frozen=True)
class Manifest:
    """The saved plans of a run, and what they were made of ("" outside of git).

    `tree` is git's name for all files of `commit`: another commit of the same files, as a merge
    makes it, has the same. `base` is the commit that stacks which have gone are taken from.
    """

    commit: str
    entries: tuple[Entry, ...]
    tree: str = ""
    base: str = ""

    def entry(self, stack: str) -> Entry | None:
        """The plan of `stg/web`, if the run kept one."""
        return next((entry for entry in self.entries if entry.stack == stack), None)


def ran(live: Live | None) -> dict[str, Ran]:
    """What a manifest keeps of what runs."""
    services = live.services.values() if live else ()
    return {one.name: Ran(one.cluster, one.revision, dict(one.images)) for one in services}


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
        signature = document.pop("signature", "")
        manifest = _manifest(document)
    except OSError as error:
        raise _wrong(path, f"cannot be read: {error.strerror}") from error
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise _wrong(path, "is no manifest of plans") from error
    _verify(path, document, str(signature), environ)
    return manifest


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
    made_of = {"commit": manifest.commit, "tree": manifest.tree, "base": manifest.base}
    return {"version": _VERSION, **made_of, "plans": entries}


def _signature(body: Mapping[str, Any], secret: bytes) -> str:
    text = json.dumps(body, sort_keys=True, separators=(",", ":"))
    return hmac.new(secret, text.encode(), sha256).hexdigest()


def _manifest(document: Mapping[str, Any]) -> Manifest:
    entries = []
    for plan in document["plans"]:
        services = {
            name: Ran(str(one["cluster"]), int(one["revision"]), dict(one["images"]))
            for name, one in plan.get("ran", {}).items()
        }
        lists = {name: tuple(map(str, plan.get(name, ()))) for name in ("blocked", "pipelines")}
        entries.append(Entry(**{**plan, **lists, "ran": services}))
    made_of = (str(document[name]) for name in ("tree", "base"))
    return Manifest(str(document["commit"]), tuple(entries), *made_of)


def _wrong(path: Path, why: str) -> InputError:
    return InputError(f"it {why}", hint=_AGAIN, where=Where(path))


def differing(entry: Entry, live: Live) -> list[str]:
    """What runs now and did not when the plan was made."""
    return [
        f"service {one.name} ran revision {before.revision}, now {one.revision}"
        for one in live.services.values()
        if (before := entry.ran.get(one.name))
        and (before.revision, dict(before.images)) != (one.revision, dict(one.images))
    ]
