"""Starts, finds and stops embedded AWSs: one that outlives the command, or one for a block."""

from __future__ import annotations

import contextlib
import fcntl
import http.client
import importlib.util
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tfgen.errors import MachineError
from tfgen.private_files import private_folder, write_private
from tfgen.sandbox.server import IDENTITY_PATH, LOOPBACK

_KEY = "sandbox"
"""Any would do: the server checks none."""

_START_SECONDS = 30.0
_STOP_SECONDS = 10.0
_ANSWER_SECONDS = 5.0
_LOG_LINES = 15
_UNREADABLE = (OSError, ValueError, KeyError, TypeError)


@dataclass(frozen=True)
class Sandbox:
    """A running embedded AWS: where it answers, whose account it plays, which process it is."""

    endpoint: str
    account_id: str
    region: str
    pid: int

    def environ(self) -> dict[str, str]:
        """The variables that lead Terraform, the AWS CLI and boto3 here.

        The files of the AWS CLI are put out of sight, so that neither a profile nor an
        endpoint named there (`services`, `ca_bundle`) takes part.
        https://docs.aws.amazon.com/cli/latest/userguide/cli-configure-envvars.html
        """
        return {
            "AWS_ENDPOINT_URL": self.endpoint,
            "AWS_ACCESS_KEY_ID": _KEY,
            "AWS_SECRET_ACCESS_KEY": _KEY,
            "AWS_REGION": self.region,
            "AWS_DEFAULT_REGION": self.region,
            "AWS_EC2_METADATA_DISABLED": "true",
            "AWS_CONFIG_FILE": os.devnull,
            "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        }

    def scrubbed(self, environ: Mapping[str, str]) -> dict[str, str]:
        """`environ` with every `AWS_*` of the caller taken out and ours put in.

        Nothing that could reach the real AWS is left: no profile, session token or role.
        Loopback is taken out of any proxy's hands.
        """
        kept = _without_aws(environ)
        bypass = [kept.get("NO_PROXY") or kept.get("no_proxy", ""), LOOPBACK]
        no_proxy = ",".join(part for part in bypass if part)
        return kept | self.environ() | {"NO_PROXY": no_proxy, "no_proxy": no_proxy}

    def client(self, service: str) -> Any:
        """A boto3 client of `service` ("ecs", "ssm", …) that talks to this sandbox only.

        Profiles, endpoints and proxies of the caller's environment take no part.
        """
        import boto3
        from botocore.config import Config
        from botocore.configprovider import BOTOCORE_DEFAUT_SESSION_VARIABLES
        from botocore.session import Session

        settings = {
            name: (key, None, default, cast)
            for name, (key, _, default, cast) in BOTOCORE_DEFAUT_SESSION_VARIABLES.items()
        }
        settings["config_file"] = settings["credentials_file"] = (None, None, os.devnull, None)
        session: Any = boto3.session.Session(
            aws_access_key_id=_KEY,
            aws_secret_access_key=_KEY,
            region_name=self.region,
            botocore_session=Session(session_vars=settings),
        )
        return session.client(service, endpoint_url=self.endpoint, config=Config(proxies={}))


def start(account_id: str, region: str, state_file: Path) -> Sandbox:
    """The sandbox that `state_file` remembers, or a new one that goes on after this command.

    Raises `MachineError` when moto is missing or the server does not come up.
    """
    private_folder(state_file.parent)
    with _alone(state_file):
        running = status(state_file)
        if running:
            return running
        state_file.unlink(missing_ok=True)
        _launch(account_id, region, state_file, "--detach").wait()
        return _read(state_file)


def status(state_file: Path) -> Sandbox | None:
    """The sandbox of `state_file` if it answers and is the one written there, else None."""
    try:
        remembered = _read(state_file)
    except _UNREADABLE:
        return None
    return remembered if _identity(remembered.endpoint) == remembered else None


def stop(state_file: Path) -> bool:
    """Ends the sandbox of `state_file` and forgets it; False when none was running.

    The process is signalled only after it has named itself at its own endpoint.
    """
    running = status(state_file)
    if running:
        os.kill(running.pid, signal.SIGTERM)
        deadline = time.monotonic() + _STOP_SECONDS
        while _identity(running.endpoint):
            if time.monotonic() > deadline:
                raise MachineError(
                    f"the sandbox (process {running.pid}) does not end",
                    hint=f"kill -9 {running.pid}",
                )
            time.sleep(0.05)
    state_file.unlink(missing_ok=True)
    return running is not None


@contextlib.contextmanager
def private(account_id: str, region: str) -> Iterator[Sandbox]:
    """A sandbox of one's own for the `with` block; it ends with the block or with this process.

    Raises `MachineError` as `start` does.
    """
    with tempfile.TemporaryDirectory(prefix="tfgen-sandbox-") as folder:
        ready_file = Path(folder, "sandbox.json")
        server = _launch(account_id, region, ready_file, "--parent", str(os.getpid()))
        try:
            yield _read(ready_file)
        finally:
            _end(server)


def _launch(
    account_id: str, region: str, ready_file: Path, *options: str
) -> subprocess.Popen[bytes]:
    """The process that was started, once its server has written `ready_file`."""
    _require_moto()
    log = ready_file.with_suffix(".log")
    write_private(log, "")
    # -P: what lies in the caller's folder must not be imported in moto's place.
    command = [sys.executable, "-P", "-m", "tfgen.sandbox.server", *options]
    command += ["--account", account_id, "--region", region, "--ready-file", str(ready_file)]
    with log.open("ab") as output:
        server = subprocess.Popen(
            command,
            env=_without_aws(os.environ) | {"AWS_CONFIG_FILE": os.devnull},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
        )
    try:
        _await(server, ready_file, log)
    except BaseException:
        _end(server)
        raise
    return server


def _await(server: subprocess.Popen[bytes], ready_file: Path, log: Path) -> None:
    deadline = time.monotonic() + _START_SECONDS
    while not ready_file.exists():
        if server.poll() not in (None, 0) or time.monotonic() > deadline:
            last = "\n".join(log.read_text(errors="replace").splitlines()[-_LOG_LINES:])
            raise MachineError(
                f"the embedded AWS does not start; its log ends with:\n{last or '(nothing)'}",
                hint="tfgen doctor",
            )
        time.sleep(0.02)


@contextlib.contextmanager
def _alone(state_file: Path) -> Iterator[None]:
    """Holds off other commands that would start a sandbox for the same file."""
    with state_file.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _without_aws(environ: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in environ.items() if not name.startswith("AWS_")}


def _end(server: subprocess.Popen[bytes]) -> None:
    server.terminate()
    try:
        server.wait(_STOP_SECONDS)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()


def _require_moto() -> None:
    missing = [name for name in ("moto", "flask", "flask_cors") if not _installed(name)]
    if missing:
        raise MachineError(
            f"the embedded AWS needs {', '.join(missing)}, which this Python does not have",
            hint="pip install 'tfgen-ecs[sandbox]'",
        )


def _installed(module: str) -> bool:
    return importlib.util.find_spec(module) is not None


def _read(file: Path) -> Sandbox:
    return _sandbox(json.loads(file.read_text()))


def _sandbox(data: Mapping[str, Any]) -> Sandbox:
    return Sandbox(data["endpoint"], data["account_id"], data["region"], data["pid"])


def _identity(endpoint: str) -> Sandbox | None:
    """What the server at `endpoint` says of itself, None if nobody of ours answers there."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(endpoint + IDENTITY_PATH, timeout=_ANSWER_SECONDS) as answer:
            return _sandbox(json.load(answer))
    except (http.client.HTTPException, *_UNREADABLE):
        return None
