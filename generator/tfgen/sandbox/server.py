"""The process of the embedded AWS: moto's server with tfgen's overrides, on loopback only.

`lifecycle` starts it as `python -m tfgen.sandbox.server`; nothing else does.
Authentication stays off, so any key is taken; the account is always the one of `--account`
(moto's documentation, "Multi-Account support" and "Non-Python SDK's / Server Mode").
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import signal
import sys
import threading
import time
import traceback
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tfgen.private_files import write_private

if TYPE_CHECKING:
    from werkzeug.serving import BaseWSGIServer

LOOPBACK = "127.0.0.1"
IDENTITY_PATH = "/moto-api/tfgen"
"""Where the server says who it is; moto keeps `/moto-api` for such pages."""

_PARENT_POLL_SECONDS = 0.5


def main(arguments: Sequence[str] | None = None) -> int:
    """Serves until SIGTERM, SIGINT or the end of `--parent`; gives the exit code 0.

    With `--detach` a child goes on serving, and this call returns as soon as it listens.
    """
    options = _options(arguments)
    _moto_settings(options.account, options.region)
    server = _bind(options.port)
    if options.detach and os.fork():
        return 0
    identity = {
        "pid": os.getpid(),
        "port": server.server_port,
        "endpoint": f"http://{LOOPBACK}:{server.server_port}",
        "account_id": options.account,
        "region": options.region,
    }
    server.app = _front(server.app, json.dumps(identity).encode())
    threading.Thread(target=server.serve_forever, args=(0.1,), daemon=True).start()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, signal.default_int_handler)
    write_private(options.ready_file, json.dumps(identity))
    with contextlib.suppress(KeyboardInterrupt):
        _wait(options.parent, options.ready_file)
    server.shutdown()
    server.server_close()
    return 0


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="tfgen.sandbox.server")
    parser.add_argument("--account", required=True)
    parser.add_argument("--region", required=True)
    parser.add_argument("--ready-file", required=True, type=Path)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--parent", type=int, help="end when this process has ended")
    parser.add_argument("--detach", action="store_true", help="return when it listens")
    return parser.parse_args(arguments)


def _moto_settings(account_id: str, region: str) -> None:
    """Settings that moto reads when it is imported (moto/settings.py), and no others."""
    for name in [name for name in os.environ if name.startswith(("MOTO_", "INITIAL_NO_AUTH"))]:
        del os.environ[name]
    os.environ.update(
        AWS_DEFAULT_REGION=region,
        MOTO_ACCOUNT_ID=account_id,
        # A web page open on this machine has no business in here.
        MOTO_DISABLE_GLOBAL_CORS="true",
        # Fargate needs no machine images, and moto takes a second to read its list of them.
        MOTO_EC2_LOAD_DEFAULT_AMIS="false",
        MOTO_IAM_LOAD_MANAGED_POLICIES="true",
    )


def _bind(port: int) -> BaseWSGIServer:
    """A listening server. Moto is imported only here, after its settings are in place."""
    from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app
    from werkzeug.serving import WSGIRequestHandler, make_server

    from tfgen.sandbox import overrides

    class QuietHandler(WSGIRequestHandler):
        """Leaves the log to errors."""

        def log_request(self, *_: object) -> None:
            return

    overrides.install()
    app = DomainDispatcherApplication(create_backend_app)
    return make_server(LOOPBACK, port, app, threaded=True, request_handler=QuietHandler)


def _front(app: Any, identity: bytes) -> Callable[..., Iterable[bytes]]:
    """Moto's application, one request at a time, and the page that tells whose server this is.

    One at a time, for moto keeps its state in plain dictionaries and the Terraform provider
    asks ten things at once. A call that moto lacks would be a 500, which the provider tries
    again for five minutes; a 501 it reports at once.
    https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html
    """
    turn = threading.Lock()

    def answer(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        json_type = [("Content-Type", "application/json")]
        if environ.get("PATH_INFO") == IDENTITY_PATH:
            start_response("200 OK", json_type)
            return [identity]
        try:
            with turn:
                response: Iterable[bytes] = app(environ, start_response)
            return response
        except Exception as error:
            traceback.print_exc()
            start_response("501 Not Implemented", json_type, sys.exc_info())
            message = f"not in the embedded AWS: {error}"
            return [json.dumps({"__type": "NotImplemented", "message": message}).encode()]

    return answer


def _wait(parent: int | None, ready_file: Path) -> None:
    """Returns when `parent` has ended, or when `ready_file`, by which people find us, is gone."""
    # A parent that was killed and not yet reaped still takes signals, but has lost its children.
    ours = os.getppid() == parent
    while parent is None or (os.getppid() == parent if ours else _alive(parent)):
        if not ready_file.exists():
            return
        time.sleep(_PARENT_POLL_SECONDS)


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


if __name__ == "__main__":
    # The interpreter would take another second to tear moto's modules down.
    os._exit(main())
