"""What became of stacks: for people, programs, CI and one comment on a pull request."""

from __future__ import annotations

import json
import re
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tfgen.report import plan_json, plan_junit, plan_markdown, plan_text
from tfgen.review.model import Guard, Impact, StackReview, Words

CHANGED = StackReview(
    "stg",
    "web",
    "stacks/stg/web",
    "changed",
    words=(
        Words("aws_ecs_service.this", "change", Impact.rolling, ("task_definition: a:1 -> a:2",)),
        Words("aws_s3_bucket.b", "destroy", Impact.replacement),
    ),
    guards=(Guard("stateful", "a bucket would be destroyed", "aws_s3_bucket.b"),),
    seconds=3.14159,
)
QUIET = StackReview("prd", "api", "stacks/prd/api", "no-op", seconds=1)
FAILED = StackReview("prd", "web", "stacks/prd/web", "failed", error="no | luck\n-> try again")
SKIPPED = StackReview("prd", "z", "stacks/prd/z", "skipped", error="prd/web failed")
ALL = (QUIET, CHANGED, FAILED, SKIPPED)
HOSTILE = (
    "```\n</details>\n# Approved | ~~~ <script>alert(1)</script> @everyone [x](http://evil)\x1b[31m"
)


def test_json_is_as_it_was_promised() -> None:
    document = json.loads(plan_json.render(ALL))
    assert document["version"] == 1
    changed = document["stacks"][1]
    assert (changed["env"], changed["service"], changed["path"]) == ("stg", "web", "stacks/stg/web")
    assert (changed["result"], changed["change"], changed["destroy"]) == ("changed", 1, 1)
    assert (changed["add"], changed["replace"]) == (0, 0)
    assert changed["impact"] == "replace"
    assert changed["guards"] == [
        {
            "code": "stateful",
            "message": "a bucket would be destroyed",
            "address": "aws_s3_bucket.b",
            "blocking": True,
        }
    ]
    assert changed["seconds"] == 3.14
    assert [one["result"] for one in document["stacks"]] == [
        "no-op",
        "changed",
        "failed",
        "skipped",
    ]


def test_junit_tells_failed_blocked_and_skipped_apart() -> None:
    root = ElementTree.fromstring(plan_junit.render(ALL))  # noqa: S314
    suite = root.find("testsuite")
    assert suite is not None
    counts = {key: suite.get(key) for key in ("tests", "failures", "skipped")}
    assert counts == {"tests": "4", "failures": "2", "skipped": "1"}
    failures = {case.get("name"): case.find("failure") is not None for case in suite}
    assert failures == {"api": False, "web": True, "z": False}
    assert [case.find("skipped") is not None for case in suite] == [False, False, False, True]
    ElementTree.fromstring(plan_junit.render([_with(error=HOSTILE + "\x00")]))  # noqa: S314


def _with(error: str = "", line: str = "", text: str = "") -> StackReview:
    words = (Words("a.b", "change", Impact.in_place, (line,)),) if line else ()
    result = "failed" if error else "changed"
    return StackReview("stg", "web", "stacks/stg/web", result, words, error=error, text=text)


def test_the_terminal_shows_risks_and_a_line_a_stack() -> None:
    text = plan_text.render(ALL)
    assert "! blocked [stateful] aws_s3_bucket.b: a bucket would be destroyed" in text
    assert text.splitlines()[-4:] == [
        "   no-op  prd/api",
        " changed  stg/web  blocked; 1 to change, 1 to destroy",
        "  failed  prd/web  no | luck",
        " skipped  prd/z    prd/web failed",
    ]
    assert "\x1b" not in plan_text.render([_with(error=HOSTILE), _with(line=HOSTILE)])


def test_the_comment_names_the_risky_first_and_the_quiet_in_one_line() -> None:
    text = plan_markdown.render(ALL)
    assert text.startswith(plan_markdown.MARKER)
    assert "1 changed, 1 failed, 1 skipped, 1 blocked, of 4 stacks" in text
    rows = [line for line in text.splitlines() if line.startswith("| ")][1:]
    assert [row.split(" | ")[0] for row in rows] == ["| prd/web", "| stg/web", "| prd/z"]
    assert "**blocked: stateful**; replace" in rows[1]
    assert "\nNo change in prd/api.\n" in text
    assert "<details open><summary>stg/web: replace</summary>" in text


@pytest.mark.parametrize(
    "stack", [_with(error=HOSTILE), _with(line=HOSTILE), _with(line="x", text=HOSTILE)]
)
def test_a_hostile_plan_breaks_out_of_nothing(stack: StackReview) -> None:
    outside = _outside_of_fences(plan_markdown.render([stack]))
    assert not re.search(r"(?m)^\s*# ", outside)
    for mark in ("<script", "@everyone", "](", "~~~", "\x1b"):
        assert mark not in outside
    assert outside.count("<details") == outside.count("</details>") == 1


def _outside_of_fences(text: str) -> str:
    """What GitHub reads as Markdown: the lines between fences left out."""
    kept, fence = [], ""
    for line in text.split("\n"):
        run = re.match(r"`{3,}", line)
        if fence:
            if run and len(run[0]) >= len(fence) and not line.strip("`"):
                fence = ""
        elif run:
            fence = run[0]
        else:
            kept.append(line)
    assert not fence, "a fence is left open"
    return "\n".join(kept)


@given(st.text(alphabet="`~<>|#\n\r\x1b@[]()\u202eab", max_size=60))
def test_no_text_breaks_out(text: str) -> None:
    outside = _outside_of_fences(
        plan_markdown.render([_with(error=text or "x"), _with(line=text or "x", text=text)])
    )
    assert outside.count("<details") == outside.count("</details>") == 2
    assert not re.search(r"(?m)^# |@|\u202e|\x1b", outside)


@pytest.mark.parametrize("number", [10, 300, 5_000])
def test_the_comment_fits_and_says_what_is_left_out(number: int) -> None:
    stacks = [
        StackReview(
            "stg",
            f"service-{at}",
            f"stacks/stg/service-{at}",
            "no-op" if at % 2 else "changed",
            () if at % 2 else (Words("a.b", "change", Impact.in_place, ("x" * 300,)),),
            text="" if at % 2 else "`" * 900 + "y" * 2_000,
        )
        for at in range(number)
    ]
    text = plan_markdown.render(stacks)
    assert len(text) <= plan_markdown.LIMIT
    shown = text.count("<details")
    assert shown == 5 if number == 10 else 0 < shown < number / 2
    assert (number == 10) == ("No room here" not in text)
