"""Much at once: stacks of which one is broken, plans of megabytes, a thousand changes, two runs."""

from __future__ import annotations

import json
import re
import resource
import time

from checkout import WAITS, Checkout, ended, planning, until, waiting_terraform

from tfgen.report.plan_markdown import LIMIT

ONE = 'resource "terraform_data" "a" {\n  input = %s\n}\n'
# A mebibyte each; a tenth of it is in no repetition.
MEGABYTES = """\
resource "terraform_data" "a" {
  count = 5
  input = join("\\n", [for a in range(1000) : join("", [for b in range(8) : sha512("${a} ${b}")])])
}
"""
THOUSAND = """\
resource "terraform_data" "a" {
  count = 1000
  input = "value of ${count.index}"
}
"""


def test_one_stack_of_sixteen_is_broken(checkout: Checkout) -> None:
    for number in range(15):
        checkout.stack(f"s{number:02}", ONE % number)
    checkout.stack("broken", ONE % "1" + "\noutput x {\n  value = [1\n}\n")
    reports = [f"--report=plan.{ending}" for ending in ("json", "xml", "md")]
    code, out, err = checkout.tfgen("plan", *reports)
    assert code == 1, err
    stacks = json.loads((checkout.root / "plan.json").read_text())["stacks"]
    results = [one["result"] for one in stacks]
    assert (results.count("changed"), results.count("failed")) == (15, 1)
    [broken] = [one for one in stacks if one["result"] == "failed"]
    assert broken["error"].startswith("stacks/stg/broken/main.tf:7: terraform ")
    assert "failed  stg/broken  stacks/stg/broken/main.tf:7: " in out
    assert "<summary>stg/broken: failed</summary>" in (checkout.root / "plan.md").read_text()
    assert 'failures="1"' in (checkout.root / "plan.xml").read_text()


def test_a_plan_of_five_megabytes_is_reported(checkout: Checkout) -> None:
    checkout.stack("big", MEGABYTES)
    started = time.monotonic()
    reports = [f"--report=plan.{ending}" for ending in ("md", "html", "json", "txt")]
    code, out, err = checkout.tfgen("plan", "big", "--env", "stg", *reports)
    assert code == 0, err
    assert time.monotonic() - started < 60
    assert len(out) > 5_000_000
    assert "Plan: 5 to add, 0 to change, 0 to destroy." in out
    comment = (checkout.root / "plan.md").read_text()
    assert len(comment) <= LIMIT
    assert "stg/big" in comment
    assert len((checkout.root / "plan.html").read_text()) > 5_000_000
    [stack] = json.loads((checkout.root / "plan.json").read_text())["stacks"]
    assert stack["add"] == 5


def test_a_thousand_changes_are_told_and_counted(checkout: Checkout) -> None:
    checkout.stack("many", THOUSAND)
    checkout.stack("one", ONE % "1")
    reports = [f"--report=plan.{ending}" for ending in ("md", "html", "json", "xml")]
    code, out, err = checkout.tfgen("plan", *reports)
    assert code == 0, err
    # In KiB: of the greatest child of this worker so far.
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss < 1_500_000
    for number in range(1000):
        assert f"terraform_data.a[{number}]" in out
    assert "1000 to add" in out
    page = (checkout.root / "plan.html").read_text()
    assert len(re.findall(r"<code>terraform_data\.a\[", page)) == 1000
    comment = (checkout.root / "plan.md").read_text()
    assert len(comment) <= LIMIT
    assert "| stg/many | 1000 |" in comment
    told = len(re.findall(r"^add terraform_data\.a\[", comment, re.M))
    assert told > 100
    assert f"{1000 - told} more changes" in comment


def test_two_plans_at_once(checkout: Checkout) -> None:
    for name in ("a", "b"):
        checkout.stack(name, ONE % "1")
    runs = [checkout.start("plan", "--format", "json") for _ in range(2)]
    for code, out, err in map(ended, runs):
        assert code == 0, err
        stacks = json.loads(out)["stacks"]
        assert [(one["result"], one["add"]) for one in stacks] == [("changed", 1)] * 2
    assert checkout.plans() == []


def test_one_folder_of_plans_has_one_run_at_a_time(checkout: Checkout) -> None:
    checkout.stack("a", ONE % "1")
    slow = checkout.stack("slow", WAITS)
    assert checkout.tfgen("plan", "--out", "kept")[0] == 0
    before = (checkout.root / "kept/manifest.json").read_bytes()
    applying = checkout.start("apply", "--plans", "kept")
    waiting_terraform(slow)
    for words in (("plan", "--out", "kept"), ("apply", "--plans", "kept")):
        code, _, err = checkout.tfgen(*words)
        assert code == 2
        assert f"another tfgen run works with the plans in {checkout.root / 'kept'}" in err
    (slow / "go").touch()
    code, _, err = ended(applying)
    assert code == 0, err
    assert (checkout.root / "kept/manifest.json").read_bytes() == before
    code, found = checkout.reviews()
    assert [one["result"] for one in found.values()] == ["no-op", "no-op"]


def test_an_apply_never_takes_the_plan_of_another_run(checkout: Checkout) -> None:
    one = ("web", "--env", "stg")
    stack = checkout.stack("web", WAITS)
    applying = checkout.start("apply", *one, "--yes")
    waiting_terraform(stack)
    # Meanwhile the configuration becomes another, and somebody plans it.
    checkout.stack("web", ONE % '"of the other run"')
    other = checkout.start("plan", *one, TFGEN_LOCK_TIMEOUT="30s")
    (stack / "go").touch()
    assert ended(applying)[0] == 0
    code, out, err = ended(other)
    assert code == 0, err
    assert "of the other run" in out
    state = (stack / "terraform.tfstate").read_text()
    assert "of the other run" not in state
    assert '"name": "slow"' in state


def test_a_plan_whose_configuration_changes_meanwhile_is_not_kept(checkout: Checkout) -> None:
    one = ("web", "--env", "stg")
    stack = checkout.stack("web", WAITS)
    applying = checkout.start("apply", *one, "--yes")
    waiting_terraform(stack)
    plan = checkout.start("plan", *one, "--out", "kept", TFGEN_LOCK_TIMEOUT="30s")
    until(lambda: planning(stack))
    (stack / "more.tf").write_text('output "x" {\n  value = 1\n}\n')
    (stack / "go").touch()
    assert ended(applying)[0] == 0
    code, _, err = ended(plan)
    assert code == 1
    assert "the configuration of stg/web was changed while it was planned" in err
    assert list((checkout.root / "kept").rglob("*.tfplan")) == []


def test_two_applies_at_once_do_everything_once(checkout: Checkout) -> None:
    one = ("web", "--env", "stg")
    stack = checkout.stack(
        "web",
        'resource "terraform_data" "a" {\n  provisioner "local-exec" {\n'
        '    command = "echo once >> made && sleep 0.5"\n  }\n}\n',
    )
    runs = [checkout.start("apply", *one, "--yes") for _ in range(2)]
    results = [ended(run) for run in runs]
    codes = sorted(code for code, _, _ in results)
    assert codes in ([0, 0], [0, 1]), results
    for code, _, err in results:
        assert code == 0 or "What it means: The state has changed since this plan" in err
    assert (stack / "made").read_text() == "once\n"
    assert checkout.plans() == []


def test_generate_and_plan_at_once(checkout: Checkout) -> None:
    checkout.write(
        "services/web.yaml",
        "name: web\nstrategy: codepipeline\nsource: {repository: example/web}\n"
        "containers:\n  web: {port: 3000}\nenvironments: {stg: {}}\n",
    )
    for name in ("a", "b"):
        checkout.stack(name, ONE % "1")
    generating = [checkout.start("generate") for _ in range(2)]
    plan = checkout.start("plan", "a", "b", "--env", "stg")
    for run in generating:
        code, _, err = ended(run)
        assert code == 0, err
    code, out, err = ended(plan)
    assert (code, out.count("1 to add")) == (0, 2), err
    assert checkout.tfgen("generate", "--check")[0] == 0
