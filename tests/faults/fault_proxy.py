"""A server before the embedded AWS that lets some calls fail, as AWS does on a bad day."""

from __future__ import annotations

import http.client
import http.server
import itertools
import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

_HOP = frozenset({"connection", "keep-alive", "transfer-encoding", "content-length"})


class Faults:
    """What fails: `answer` is asked before each call, and gives status, code and message or None.

    `failed` counts the calls that were not passed on, `calls` all of them.
    """

    def __init__(self, endpoint: str) -> None:
        self.endpoint = endpoint
        self.calls = 0
        self.failed = 0
        self.answer: Callable[[int], tuple[int, str, str] | None] = lambda _: None
        self._turn = threading.Lock()
        self._numbers = itertools.count()

    def next(self) -> tuple[int, str, str] | None:
        """The fault of the next call."""
        with self._turn:
            self.calls += 1
            fault = self.answer(next(self._numbers))
            self.failed += fault is not None
            return fault


def every_fifth(number: int) -> tuple[int, str, str] | None:
    """A fifth of all calls: throttled, and in turn an error of the server's own."""
    if number % 5 != 2:
        return None
    if number % 2:
        return 500, "InternalFailure", "The request processing has failed."
    return 400, "ThrottlingException", "Rate exceeded"


@contextmanager
def before(endpoint: str) -> Iterator[tuple[str, Faults]]:
    """Starts the proxy for the block; gives its address and what decides on the faults."""
    faults = Faults(endpoint)
    target = urlsplit(endpoint)

    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def _any(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            fault = faults.next()
            if fault:
                self._refuse(*fault)
                return
            connection = http.client.HTTPConnection(target.hostname, target.port, timeout=60)
            connection.request(self.command, self.path, body, dict(self.headers))
            response = connection.getresponse()
            text = response.read()
            self.send_response(response.status)
            for name, value in response.getheaders():
                if name.lower() not in _HOP:
                    self.send_header(name, value)
            self._end(text)
            connection.close()

        def _refuse(self, status: int, code: str, message: str) -> None:
            """The error in the form that the called service writes: JSON, or XML."""
            kind = self.headers.get("Content-Type", "")
            self.send_response(status)
            if "amz-json" in kind:
                self.send_header("Content-Type", kind)
                self.send_header("x-amzn-ErrorType", code)
                self._end(json.dumps({"__type": code, "message": message}).encode())
                return
            self.send_header("Content-Type", "text/xml")
            inner = f"<Error><Code>{code}</Code><Message>{message}</Message></Error>"
            whole = f"<ErrorResponse>{inner}<RequestId>1</RequestId></ErrorResponse>"
            self._end((whole if "form-urlencoded" in kind else inner).encode())

        def _end(self, text: bytes) -> None:
            length = self.headers.get("Content-Length") if self.command == "HEAD" else None
            self.send_header("Content-Length", length or str(len(text)))
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(text)

        do_GET = do_HEAD = do_POST = do_PUT = do_DELETE = _any  # noqa: N815

        def log_message(self, *_arguments: object) -> None:
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", faults
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
