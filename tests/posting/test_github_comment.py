"""One comment a pull request, updated in place; loud where it cannot be written."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from github_standin import GitHub

from tfgen.errors import FailedError, InputError, UsageError
from tfgen.posting.github import PullRequest, comment, pull_request
from tfgen.report import plan_markdown

TEXT = f"{plan_markdown.MARKER}\nwhat changes"


def place(github: GitHub) -> PullRequest:
    return PullRequest(github.url, "example/infra", 7, "s3cret-t0ken")


def test_the_comment_is_written_once_and_then_updated(github: GitHub) -> None:
    github.comments = {1: "somebody's words"}
    address = comment(place(github), TEXT)
    assert address.endswith("#issuecomment-2")
    assert comment(place(github), f"{TEXT} now") == address
    assert github.comments == {1: "somebody's words", 2: f"{TEXT} now"}


def test_a_stranger_s_comment_is_left_alone(github: GitHub) -> None:
    github.comments, github.strangers = {1: TEXT}, {1}
    assert comment(place(github), f"{TEXT} now").endswith("#issuecomment-2")
    assert github.comments == {1: TEXT, 2: f"{TEXT} now"}


def test_it_is_found_behind_a_hundred_others(github: GitHub) -> None:
    github.comments = dict.fromkeys(range(1, 140), "x") | {140: TEXT}
    comment(place(github), f"{TEXT} now")
    assert len(github.comments) == 140
    assert github.comments[140] == f"{TEXT} now"


@pytest.mark.parametrize("status", [401, 403, 404, 422, 500, 502])
def test_a_refusal_is_loud_and_tells_no_token(github: GitHub, status: int) -> None:
    github.status = status
    with pytest.raises(FailedError, match="could not be written to example/infra#7") as caught:
        comment(place(github), TEXT)
    assert "t0ken" not in caught.value.message
    if status in (401, 403, 404):
        assert "pull-requests: write" in caught.value.hint
    assert github.comments == {}


def test_nobody_there_is_loud(github: GitHub) -> None:
    with pytest.raises(FailedError, match="could not be written"):
        comment(PullRequest("http://127.0.0.1:9", "example/infra", 7, "x"), TEXT)


def test_the_pull_request_is_that_of_the_run(tmp_path: Path) -> None:
    event = tmp_path / "event.json"
    event.write_text(json.dumps({"pull_request": {"number": 7}}))
    environ = {
        "GITHUB_REPOSITORY": "example/infra",
        "GITHUB_TOKEN": "t",
        "GITHUB_API_URL": "https://ghe.example.com/api/v3/",
        "GITHUB_EVENT_PATH": str(event),
    }
    found = pull_request(environ)
    assert found == PullRequest("https://ghe.example.com/api/v3", "example/infra", 7, "t")
    del environ["GITHUB_API_URL"]
    assert pull_request({**environ, "TFGEN_PULL_REQUEST": "9"}).number == 9
    assert pull_request(environ).api == "https://api.github.com"
    for missing in ("GITHUB_REPOSITORY", "GITHUB_TOKEN", "GITHUB_EVENT_PATH"):
        with pytest.raises(UsageError):
            pull_request({**environ, missing: ""})
    for text, error in (("{}", UsageError), ("[]", UsageError), ("x", InputError)):
        event.write_text(text)
        with pytest.raises(error):
            pull_request(environ)
