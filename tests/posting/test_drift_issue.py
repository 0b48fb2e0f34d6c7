"""One issue for drift: opened, kept up, closed when there is none left."""

from __future__ import annotations

from dataclasses import replace

import pytest
from github_standin import GitHub

from tfgen.errors import FailedError, UsageError
from tfgen.posting.github import Tracker, issue, tracker
from tfgen.report import plan_markdown
from tfgen.review.model import Impact, StackReview, Words
from tfgen.review.subject import DRIFT, PLAN

HOSTILE = "```\n</details>\n<!-- tfgen drift --> # Fine | @everyone [x](http://evil)\x1b[31m"
DRIFTED = StackReview(
    "stg",
    "web",
    "stacks/stg/web",
    "changed",
    (Words("aws_s3_bucket.b", "change", Impact.drifted, (HOSTILE,)),),
    notes=(f"no drift, owned by the pipeline: {HOSTILE}",),
)
QUIET = replace(DRIFTED, result="no-op", words=())


def place(github: GitHub) -> Tracker:
    return Tracker(github.url, "example/infra", "s3cret-t0ken")


def text(review: StackReview, scope: str = "") -> str:
    return plan_markdown.render([review], subject=replace(DRIFT, scope=scope))


def test_an_issue_lives_as_long_as_the_drift(github: GitHub) -> None:
    github.issues = {
        1: {"title": "somebody's", "body": "words"},
        2: {"title": "nobody's", "body": None},
        3: {"title": "a pull request", "body": text(DRIFTED), "pull_request": {"url": "x"}},
        4: {"title": "an old one", "body": text(DRIFTED), "state": "closed"},
    }
    before = dict(github.issues)
    assert issue(place(github), "none", text(QUIET), needed=False) == ""
    assert github.issues == before
    assert [one for one in github.asked if one.startswith("GET")] == [
        "GET /repos/example/infra/issues"
    ]

    address = issue(place(github), "one", text(DRIFTED), needed=True)
    assert address.endswith("/issues/5")
    assert github.issues[5] == {"title": "one", "body": text(DRIFTED)}
    assert issue(place(github), "two", text(DRIFTED), needed=True) == address
    assert github.issues[5]["title"] == "two"
    other = issue(place(github), "prd", text(DRIFTED, "env=prd"), needed=True)
    assert other.endswith("/issues/6")

    assert issue(place(github), "none", text(QUIET), needed=False) == address
    closed = {"title": "none", "body": text(QUIET), "state": "closed"}
    assert github.issues[5] == {**closed, "state_reason": "completed"}
    assert github.issues[6]["title"] == "prd"
    assert {number: github.issues[number] for number in before} == before
    assert issue(place(github), "again", text(DRIFTED), needed=True).endswith("/issues/7")


@pytest.mark.parametrize("status", [401, 403, 404, 410, 422, 500])
def test_a_refusal_is_loud_and_tells_no_token(github: GitHub, status: int) -> None:
    github.status = status
    with pytest.raises(FailedError, match="issue could not be written to example/infra") as caught:
        issue(place(github), "one", text(DRIFTED), needed=True)
    assert "t0ken" not in caught.value.message
    assert ("issues: write" in caught.value.hint) == (status in (401, 403, 404))
    assert github.issues == {}


def test_what_a_run_lacks_is_said() -> None:
    environ = {"GITHUB_REPOSITORY": "example/infra", "GH_TOKEN": "t"}
    assert tracker(environ) == Tracker("https://api.github.com", "example/infra", "t")
    for missing in environ:
        with pytest.raises(UsageError, match="--issue github needs") as caught:
            tracker({**environ, missing: ""})
        assert "issues: write" in caught.value.hint


def test_no_scope_and_no_text_breaks_out_of_the_issue() -> None:
    body = text(DRIFTED, "services=--><script>@everyone")
    marker, title = body.splitlines()[:2]
    assert marker.count("-->") == 1
    assert marker.endswith("-->")
    assert "--" not in marker.removeprefix("<!--").removesuffix("-->")
    for mark in ("<script", "@everyone"):
        assert mark not in marker + title
    assert text(QUIET).count("<!--") == 1 + HOSTILE.count("<!--")
    assert PLAN.marker == "<!-- tfgen plan -->"
    assert DRIFT.marker == "<!-- tfgen drift -->"


def test_a_stack_that_cannot_be_looked_at_keeps_an_issue_open(
    github: GitHub, repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By the command itself; what it says of drift is in tests/life/test_drift.py."""
    for name in ("AWS_PROFILE", "AWS_ACCESS_KEY_ID", "GITHUB_STEP_SUMMARY"):
        monkeypatch.delenv(name, raising=False)
    summary = repository.root / "summary.md"
    settings = {
        "AWS_CONFIG_FILE": "/dev/null",
        "AWS_SHARED_CREDENTIALS_FILE": "/dev/null",
        "AWS_EC2_METADATA_DISABLED": "true",
        "GITHUB_REPOSITORY": "example/infra",
        "GITHUB_API_URL": github.url,
        "GITHUB_TOKEN": "s3cret-t0ken",
        "GITHUB_STEP_SUMMARY": str(summary),
    }
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    repository.write("stacks/stg/web/main.tf", "")
    code, out, err = repository.run("drift", "--env", "stg", "--issue", "github")
    assert code == 1, err
    assert "  failed  stg/web  " in out
    assert "issue: https://github.example/infra/issues/1" in err
    [made] = github.issues.values()
    assert made["title"] == "tfgen drift (env=stg): 0 of 1 stacks, 1 could not be looked at"
    assert made["body"].startswith("<!-- tfgen drift (env=stg) -->\n")
    assert "stg/web: failed, " in err
    for line in (line for line in err.splitlines() if line.startswith("  ")):
        assert line.strip() in made["body"]
    assert summary.read_text() == made["body"]
