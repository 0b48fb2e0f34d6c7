"""Drift in the reports of plans: their forms, its words."""

from __future__ import annotations

import json
from dataclasses import replace
from xml.etree import ElementTree

import pytest

from tfgen.report import plan_html, plan_json, plan_junit, plan_markdown, plan_text
from tfgen.review.model import Impact, StackReview, Words
from tfgen.review.subject import DRIFT

NOTE = "no drift, owned by the pipeline: aws_ecs_service.this (task_definition)"
DRIFTED = StackReview(
    "stg",
    "web",
    "stacks/stg/web",
    "changed",
    (
        Words("aws_sqs_queue.q", "change", Impact.drifted, ("delay_seconds: 0 -> 9",)),
        Words("aws_sns_topic.t", "destroy", Impact.gone, ("it was t",)),
    ),
    notes=(NOTE,),
)
QUIET = StackReview("prd", "api", "stacks/prd/api", "no-op", notes=(f"api: {NOTE}",))
FAILED = StackReview("prd", "web", "stacks/prd/web", "failed", error="no luck")
ALL = (QUIET, DRIFTED, FAILED)


def test_the_terminal_says_drifted_and_what_is_none() -> None:
    text = plan_text.render(ALL, DRIFT)
    assert "stg/web: deleted outside of Terraform\n" in text
    assert "    ~ aws_sqs_queue.q  (changed outside of Terraform)\n        delay_seconds" in text
    assert f"prd/api: no-op\n  note: api: {NOTE}" in text
    assert " drifted  stg/web  1 changed, 1 deleted" in text
    assert "to change" not in text


def test_the_issue_names_what_drifted_and_notes_what_did_not() -> None:
    text = plan_markdown.render(ALL, subject=DRIFT)
    assert text.startswith(
        "<!-- tfgen drift -->\n### tfgen drift: 1 drifted, 1 failed, of 3 stacks"
    )
    assert "\n| stack | changed | deleted | what it means |\n|---|---|---|---|\n" in text
    assert "\n| stg/web | 1 | 1 | deleted outside of Terraform |\n" in text
    assert "\nNo drift in prd/api.\n" in text
    assert f"prd/api: api: {NOTE}" in text
    assert text.count(NOTE) == 2
    quiet = plan_markdown.render([QUIET], subject=replace(DRIFT, scope="env=prd"))
    assert "### tfgen drift (env=prd): no drift, of 1 stacks" in quiet


@pytest.mark.parametrize("number", [10, 2_000])
def test_notes_leave_room_for_what_drifted(number: int) -> None:
    quiet = [replace(QUIET, service=f"s{at}", notes=("`" * 300,)) for at in range(number)]
    text = plan_markdown.render([*quiet, DRIFTED], subject=DRIFT)
    assert len(text) <= plan_markdown.LIMIT
    assert "delay_seconds: 0 -&gt; 9" in text or "delay_seconds: 0 -> 9" in text
    assert ("\nand " in text) == (number > 10)


def test_a_ci_counts_drift_as_a_failure() -> None:
    root = ElementTree.fromstring(plan_junit.render(ALL, DRIFT))  # noqa: S314
    suite = root.find("testsuite")
    assert suite is not None
    assert (suite.get("name"), suite.get("failures")) == ("tfgen drift", "2")
    failures = {case.get("name"): case.find("failure") for case in suite}
    assert failures["api"] is None
    found = suite.find("testcase[@name='web']/failure")
    assert found is not None
    assert found.text == (
        "aws_sqs_queue.q changed outside of Terraform\naws_sns_topic.t deleted outside of Terraform"
    )
    [case] = [one for one in suite if one.get("name") == "api"]
    assert case.findtext("system-out") == f"note: api: {NOTE}"


def test_json_names_its_command_and_is_not_merged_with_plans() -> None:
    text = plan_json.render(ALL, DRIFT)
    document = json.loads(text)
    assert (document["version"], document["command"]) == (1, "drift")
    assert document["stacks"][1]["impact"] == "deleted outside of Terraform"
    assert document["stacks"][0]["notes"] == [f"api: {NOTE}"]
    with pytest.raises(ValueError, match="a report of tfgen drift"):
        plan_json.read(text)
    plans = plan_json.render(ALL)
    assert json.loads(plans)["command"] == "plan"
    assert [one.service for one in plan_json.read(plans)] == ["api", "web", "web"]
    # Reports of before there was drift.
    assert plan_json.read(plans.replace('"command": "plan",', ""))


def test_the_page_opens_what_is_gone() -> None:
    page = plan_html.render(ALL, DRIFT)
    assert "<title>tfgen drift</title>" in page
    assert "1 failed, 1 drifted, 1 no-op" in page
    assert '<details data-level="risk" open="open"><summary><strong>stg/web' in page
    assert "1 changed, 1 deleted (deleted outside of Terraform)" in page
    assert NOTE in page
    changed = replace(DRIFTED, words=DRIFTED.words[:1])
    assert '<details data-level="care">' in plan_html.render([changed], DRIFT)
