"""A message to a Slack channel by its incoming webhook, whose address is a secret."""

from __future__ import annotations

import http.client
from collections.abc import Mapping
from contextlib import closing
from urllib.parse import urlsplit

from tfgen.errors import FailedError, UsageError

VARIABLE = "SLACK_WEBHOOK_URL"
_SECONDS = 30
_OK = 200
_SHOWN = 200


def webhook(environ: Mapping[str, str]) -> str:
    """The address of the webhook. Raises UsageError where there is none, and never tells it."""
    url = environ.get(VARIABLE, "")
    try:
        parts = urlsplit(url)
        usable = parts.scheme in ("https", "http") and bool(parts.hostname)
    except ValueError:
        usable = False
    if not usable:
        raise UsageError(
            f"--notify slack needs the address of an incoming webhook in {VARIABLE}",
            hint="https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks",
        )
    return url


def send(url: str, payload: str) -> None:
    """Posts a payload. Raises FailedError where Slack refuses or does not answer.

    No redirect is followed, and no message tells the address.
    """
    parts = urlsplit(url)
    plain = parts.scheme == "http"
    kind = http.client.HTTPConnection if plain else http.client.HTTPSConnection
    target = f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/"
    try:
        with (
            closing(kind(parts.hostname or "", parts.port, timeout=_SECONDS)) as connection,
            closing(_answer(connection, target, payload)) as answer,
        ):
            said = answer.read(_SHOWN).decode(errors="replace")
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise FailedError(
            f"the webhook of {VARIABLE} does not answer ({type(error).__name__})",
            hint="look at the address, and whether this machine may reach it",
        ) from None
    if answer.status != _OK:
        raise FailedError(
            f"Slack refused the message: {answer.status} {said.strip()}",
            hint=f"make a new webhook and put it into {VARIABLE}"
            if answer.status in (403, 404, 410)
            else "",
        )


def _answer(
    connection: http.client.HTTPConnection, target: str, payload: str
) -> http.client.HTTPResponse:
    headers = {"Content-Type": "application/json; charset=utf-8"}
    connection.request("POST", target, payload.encode(), headers)
    return connection.getresponse()
