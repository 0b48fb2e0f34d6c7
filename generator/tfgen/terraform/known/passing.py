"""Errors that pass by themselves: plans are tried again, applies are left to the provider."""

from __future__ import annotations

from tfgen.terraform.known.frame import Known, known

_AGAIN = "https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html"
# Elsewhere the same words tell of something that does not pass.
_OTHERS = (
    r"unable to pull secrets|Failed to query available provider packages|Failed to download module"
    r"|validate logger args"
)

ROWS: tuple[Known, ...] = (
    known(
        "throttled",
        r"\b(?:Throttling|ThrottlingException|ThrottledException|RequestThrottled"
        r"|TooManyRequestsException|RequestLimitExceeded|SlowDown|Rate exceeded"
        r"|PriorRequestNotComplete|ProvisionedThroughputExceededException)\b",
        "AWS takes fewer calls in a second than this account makes. The provider has tried each"
        " call again and again, and a plan is tried three times.",
        "fewer at once (-j 1), or again when others are done",
        _AGAIN,
        passes="AWS throttles",
    ),
    known(
        "aws-error",
        r"StatusCode: 5\d\d|\b(?:InternalServerError|InternalFailure|InternalError"
        r"|ServiceUnavailable(?:Exception)?|ServerException|RequestTimeout(?:Exception)?)\b",
        "AWS answered with an error of its own.",
        "again in a few minutes; if it stays: https://health.aws.amazon.com",
        _AGAIN,
        unless=r"\b(?:Throttling\w*|RequestLimitExceeded|SlowDown|Rate exceeded)\b",
        passes="AWS answers with an error of its own",
    ),
    known(
        "connection-broken",
        r"TLS handshake timeout|connection reset by peer|i/o timeout|unexpected EOF"
        r"|connection refused|no such host|: EOF\b|http2: server sent GOAWAY"
        r"|Client\.Timeout exceeded",
        "AWS, or a proxy before it, cannot be reached, or went away in the middle.",
        "look at the network, HTTPS_PROXY, NO_PROXY and AWS_ENDPOINT_URL, then again",
        _AGAIN,
        unless=_OTHERS,
        passes="the connection broke",
    ),
)
