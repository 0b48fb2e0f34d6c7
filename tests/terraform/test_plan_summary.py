from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tfgen.terraform.binary import find
from tfgen.terraform.diagnostics import readable
from tfgen.terraform.gateway import Terraform
from tfgen.terraform.plan_summary import (
    PlanSummary,
    ResourceChange,
    summarise,
    summarise_stream,
)

BEFORE = """
resource "terraform_data" "kept" {}
resource "terraform_data" "changed" { input = 1 }
resource "terraform_data" "replaced" { triggers_replace = 1 }
resource "terraform_data" "gone" {}
resource "terraform_data" "forgotten" {}
output "same" { value = 1 }
output "other" { value = 1 }
"""
AFTER = """
resource "terraform_data" "kept" {}
resource "terraform_data" "changed" { input = 2 }
resource "terraform_data" "replaced" { triggers_replace = 2 }
resource "terraform_data" "new" { count = 2 }
removed {
  from = terraform_data.forgotten
  lifecycle { destroy = false }
}
output "same" { value = 1 }
output "other" { value = "```" }
"""


def test_both_sources_tell_the_same(
    tmp_path: Path, terraform_bin: str, terraform_env: dict[str, str]
) -> None:
    terraform = Terraform(find(terraform_bin), tmp_path, terraform_env)
    plan_file = tmp_path / "plan"
    (tmp_path / "main.tf").write_text(BEFORE)
    terraform.init()
    terraform.plan(plan_file)
    terraform.apply(plan_file)
    (tmp_path / "main.tf").write_text(AFTER)
    result = terraform.plan(plan_file, json=True)
    shown = summarise(terraform.show_json(plan_file))
    assert shown == PlanSummary(
        (
            ResourceChange("terraform_data.changed", ("update",)),
            ResourceChange("terraform_data.forgotten", ("forget",)),
            ResourceChange("terraform_data.gone", ("delete",)),
            ResourceChange("terraform_data.new[0]", ("create",)),
            ResourceChange("terraform_data.new[1]", ("create",)),
            ResourceChange("terraform_data.replaced", ("delete", "create")),
        ),
        ("other",),
    )
    assert result.summary == shown
    assert (shown.add, shown.change, shown.replace, shown.destroy) == (2, 1, 1, 1)
    assert not shown.empty


def test_an_empty_plan_is_empty() -> None:
    plan = {
        "resource_changes": [
            {"address": "a.b", "change": {"actions": ["no-op"]}},
            {"address": "data.a.b", "change": {"actions": ["read"]}},
        ],
        "output_changes": {"x": {"actions": ["no-op"]}},
    }
    assert summarise(plan).empty
    assert summarise({}).empty


def test_a_stream_that_breaks_off_is_no_plan() -> None:
    change = {"resource": {"addr": "a.b"}, "action": "create"}
    line = json.dumps({"type": "planned_change", "change": change})
    assert summarise_stream(line) is None
    assert summarise_stream("not json\n[]\n3\n") is None


@given(
    st.lists(
        st.sampled_from(
            [
                ("create",),
                ("update",),
                ("delete",),
                ("delete", "create"),
                ("create", "delete"),
                ("no-op",),
                ("read",),
                ("forget",),
            ]
        )
    )
)
def test_every_change_is_counted_once(actions: list[tuple[str, ...]]) -> None:
    changes = [
        {"address": f"a.b[{number}]", "change": {"actions": list(kinds)}}
        for number, kinds in enumerate(actions)
    ]
    summary = summarise({"resource_changes": changes})
    quiet = sum(kinds in {("no-op",), ("read",)} for kinds in actions)
    forgotten = actions.count(("forget",))
    counted = summary.add + summary.change + summary.replace + summary.destroy
    assert counted + forgotten + quiet == len(actions)
    assert summary.replace == sum(len(kinds) == 2 for kinds in actions)


@pytest.mark.parametrize("actions", [("delete", "create"), ("create", "delete")])
def test_a_replacement_is_one_word(actions: tuple[str, ...]) -> None:
    assert ResourceChange("a.b", actions).kind == "replace"


def test_the_stream_is_told_line_by_line_without_what_was_only_looked_at() -> None:
    messages = [
        {"@message": "Terraform 1.11.4", "type": "version"},
        {"@message": "a.b: Refreshing...", "type": "refresh_start"},
        {"@message": "a.b: Refresh complete", "type": "refresh_complete"},
        {"@message": "a.b: Plan to create", "type": "planned_change"},
        {"@message": "Error: no", "type": "diagnostic", "diagnostic": {"detail": "because"}},
    ]
    stream = "\n".join(map(json.dumps, messages)) + "\nno message\n"
    assert readable(stream).splitlines() == [
        "Terraform 1.11.4",
        "a.b: Plan to create",
        "Error: no",
        "because",
    ]
