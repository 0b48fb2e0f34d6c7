"""What passes by itself is tried again, and nothing else is."""

from __future__ import annotations

import pytest

from tfgen.errors import FailedError, MachineError
from tfgen.terraform.known import TABLE, passing_reason
from tfgen.terraform.transient import retried

PASSING = [
    "reading SSM Parameter (x): operation error SSM: GetParameter, https response error"
    " StatusCode: 400, RequestID: 1, api error ThrottlingException: Rate exceeded",
    "operation error ECS: DescribeServices, exceeded maximum number of attempts, 3, https\n"
    "response error StatusCode: 503, api error ServiceUnavailable: Service Unavailable",
    'Get "https://sts.us-east-1.amazonaws.com/": net/http: TLS handshake\ntimeout',
    "read tcp 10.0.0.1:1->2.2.2.2:443: read: connection reset by peer",
    "operation error S3: PutObject, StatusCode: 500, api error InternalError: an internal error",
    "Error acquiring the state lock\nError message: operation error S3: PutObject, StatusCode: 412",
    "api error SlowDown: Please reduce your request rate.",
]
FINAL = [
    "api error AccessDeniedException: User is not authorized",
    "StatusCode: 400, api error ValidationException: invalid",
    "StatusCode: 404, api error ResourceNotFoundException",
    "Invalid reference",
    "Saved plan is stale",
    "ExpiredToken: The security token included in the request is expired",
]


@pytest.mark.parametrize("message", PASSING)
def test_it_passes(message: str) -> None:
    assert passing_reason(message)


@pytest.mark.parametrize("message", FINAL)
def test_it_is_final(message: str) -> None:
    assert passing_reason(message) == ""


def test_every_row_of_the_table_is_met() -> None:
    for why in {row.passes for row in TABLE if row.passes}:
        assert [text for text in PASSING if passing_reason(text) == why], why


def test_it_is_tried_three_times_with_longer_waits() -> None:
    tried, waits, told = [], [], []

    def work() -> str:
        tried.append(1)
        raise FailedError(PASSING[0])

    with pytest.raises(FailedError):
        retried(work, told.append, waits.append)
    assert len(tried) == 3
    assert all(0.8 <= wait / delay <= 1.2 for wait, delay in zip(waits, (2, 8), strict=True))
    assert waits[1] > waits[0]
    assert told == ["AWS throttles; again in 2 s", "AWS throttles; again in 8 s"]


@pytest.mark.parametrize("error", [FailedError(FINAL[0]), MachineError(PASSING[0])])
def test_other_errors_go_on_at_once(error: Exception) -> None:
    tried = []

    def work() -> str:
        tried.append(1)
        raise error

    with pytest.raises(type(error)):
        retried(work, lambda _: None, lambda _: None)
    assert len(tried) == 1


def test_what_succeeds_at_last_is_given() -> None:
    answers = [FailedError(PASSING[3]), "done"]

    def work() -> str:
        answer = answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    assert retried(work, lambda _: None, lambda _: None) == "done"
