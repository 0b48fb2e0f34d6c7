"""A disk that fills up under plans, reports, logs and what Terraform prints."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from checkout import Checkout, ended

SMALL = 'resource "terraform_data" "a" {\n  input = 1\n}\n'
# Digests compress badly: the plan file has 250 KB, its text 500.
BIG = """\
resource "terraform_data" "a" {
  input = [for a in range(1000) : join("", [for b in range(4) : sha512("${a} ${b}")])]
}
"""


@pytest.fixture
def small_disk() -> Iterator[Callable[[Path, str], None]]:
    """Mounts a small disk on a folder until the end of the test."""
    if os.geteuid():
        pytest.skip("only root may mount a disk")
    with ExitStack() as mounted:

        def mount(folder: Path, size: str) -> None:
            folder.mkdir(parents=True, exist_ok=True)
            command = ["mount", "-t", "tmpfs", "-o", f"size={size}", "none", str(folder)]
            subprocess.run(command, check=True)
            mounted.callback(subprocess.run, ["umount", str(folder)], check=True)

        yield mount


def test_one_plan_too_many_fails_alone(
    checkout: Checkout, small_disk: Callable[[Path, str], None]
) -> None:
    for name, text in (("a-small", SMALL), ("big", BIG), ("c-small", SMALL)):
        checkout.stack(name, text)
    small_disk(checkout.root / ".tfgen", "96k")
    code, found = checkout.reviews("-j", "1", "--report=../plan.md")
    assert code == 1
    results = {name: one["result"] for name, one in found.items()}
    assert results == {"a-small": "changed", "big": "failed", "c-small": "changed"}
    assert "no space left on device" in found["big"]["error"]
    assert "What it means: The disk is full" in found["big"]["error"]
    assert "make room on the disk" in found["big"]["error"]
    assert "1 failed" in (checkout.root.parent / "plan.md").read_text()
    assert checkout.plans() == []

    code, _, err = checkout.tfgen("apply", "big", "--env", "stg", "--yes")
    assert (code, "The disk is full" in err) == (1, True)
    assert not (checkout.root / "stacks/stg/big/terraform.tfstate").exists()
    assert checkout.plans() == []


def test_a_report_is_written_whole_or_not_at_all(
    checkout: Checkout, small_disk: Callable[[Path, str], None]
) -> None:
    checkout.stack("big", BIG)
    small_disk(checkout.root / "reports", "64k")
    old = checkout.write("reports/plan.html", "the former report")
    code, out, err = checkout.tfgen("plan", "--report", "reports/plan.html")
    assert code == 2
    assert "the disk is full" in err
    assert "1 to add" in out
    assert old.read_text() == "the former report"
    assert [path.name for path in old.parent.iterdir()] == ["plan.html"]


def test_half_of_what_terraform_says_is_never_taken_for_the_whole(
    checkout: Checkout, small_disk: Callable[[Path, str], None]
) -> None:
    checkout.stack("big", BIG)
    temporary = checkout.root / "temporary"
    small_disk(temporary, "64k")
    for words in (("plan",), ("apply", "--yes")):
        code, _, err = checkout.tfgen(*words, "big", "--env", "stg", TMPDIR=str(temporary))
        assert code == 2
        assert "what terraform plan said is lost" in err
        assert "set TMPDIR" in err
    assert not (checkout.root / "stacks/stg/big/terraform.tfstate").exists()
    assert checkout.plans() == []


def test_a_full_standard_output_is_told_on_the_other(checkout: Checkout) -> None:
    checkout.stack("a", SMALL)
    with Path("/dev/full").open("w") as full:
        plan = subprocess.Popen(
            checkout.command("plan"),
            cwd=checkout.root,
            env=checkout.environ,
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
        )
        code, _, err = ended(plan)
    assert code == 2
    assert "error: the disk is full" in err
    assert "Exception ignored" not in err
