"""Errors that pass by themselves: throttling, broken connections, servers that are busy."""

from __future__ import annotations

import random
import re
import time
from collections.abc import Callable
from typing import TypeVar

from tfgen.errors import FailedError

T = TypeVar("T")

# What the message holds -> what it is. All were taken from messages of Terraform 1.11, the AWS
# provider 5 and the S3 backend; a message that fits none is final.
TRANSIENT: tuple[tuple[re.Pattern[str], str], ...] = (
    (
        re.compile(
            r"\b(?:Throttling|ThrottlingException|ThrottledException|RequestThrottled"
            r"|TooManyRequestsException|RequestLimitExceeded|SlowDown|Rate exceeded"
            r"|PriorRequestNotComplete|ProvisionedThroughputExceededException)\b"
        ),
        "AWS throttles",
    ),
    (
        re.compile(
            r"StatusCode: 5\d\d|\b(?:InternalServerError|InternalFailure|InternalError"
            r"|ServiceUnavailable(?:Exception)?|ServerException|RequestTimeout(?:Exception)?)\b"
        ),
        "AWS answers with an error of its own",
    ),
    (
        re.compile(
            r"TLS handshake timeout|connection reset by peer|i/o timeout|unexpected EOF"
            r"|connection refused|no such host|EOF$|http2: server sent GOAWAY"
            r"|Client\.Timeout exceeded",
            re.MULTILINE,
        ),
        "the connection broke",
    ),
    (re.compile(r"Error acquiring the state lock"), "the state is locked by another run"),
)
_DELAYS = (2.0, 8.0)


def reason(message: str) -> str:
    """Why an error may pass by itself; empty where it will not.

    Terraform breaks its lines at 78 columns, in the middle of any phrase.
    """
    unbroken = " ".join(message.split())
    return next((why for pattern, why in TRANSIENT if pattern.search(unbroken)), "")


def retried(
    work: Callable[[], T],
    tell: Callable[[str], None],
    sleep: Callable[[float], None] = time.sleep,
) -> T:
    """`work`, again after 2 and after 8 seconds where it fails for a reason that passes.

    `tell` is given the reason before each wait. Raises the last FailedError, and all others.
    """
    for delay in _DELAYS:
        try:
            return work()
        except FailedError as error:
            why = reason(error.message)
            if not why:
                raise
            tell(f"{why}; again in {delay:.0f} s")
        # So that many stacks do not come back at once.
        sleep(delay * random.uniform(0.8, 1.2))  # noqa: S311
    return work()
