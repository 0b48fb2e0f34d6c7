"""Terraform or tfgen killed in the middle: the state, its lock, and what the next run says."""

from __future__ import annotations

import json
import shlex
import subprocess

from checkout import S3, WAITS, Checkout, ended, kill, until, waiting_terraform

from tfgen.sandbox.lifecycle import Sandbox


def test_terraform_killed_in_an_apply_is_told_and_its_lock_can_be_freed(
    checkout: Checkout, aws: Sandbox
) -> None:
    bucket = "killed-tfstate"
    aws.client("s3").create_bucket(Bucket=bucket)
    stack = checkout.stack("web", S3 % bucket + WAITS)
    apply = checkout.start("apply", "web", "--env", "stg", "--yes")
    kill(waiting_terraform(stack))
    code, _, err = ended(apply)
    assert code == 1
    assert "terraform apply was ended by SIGKILL, not by tfgen" in err
    assert checkout.plans() == []

    # The lock outlived Terraform; the next run says whose it is, and how to free it.
    code, _, err = checkout.tfgen("plan", "web", "--env", "stg", TFGEN_LOCK_TIMEOUT="1s")
    assert code == 1
    assert "What it means: Another run holds the lock of this state: " in err
    [remedy] = [line for line in err.splitlines() if "force-unlock" in line]
    unlock = shlex.split(remedy.rpartition("for sure: ")[2])
    assert unlock[:2] == ["terraform", f"-chdir={stack}"]
    unlock.insert(3, "-force")
    subprocess.run(unlock, env=checkout.environ, check=True, capture_output=True)

    (stack / "go").touch()
    code, _, err = checkout.tfgen("apply", "web", "--env", "stg", "--yes")
    assert code == 0, err
    code, found = checkout.reviews("web", "--env", "stg")
    assert (code, found["web"]["result"]) == (0, "no-op")


def test_a_tfgen_killed_in_an_apply_lets_terraform_end_in_order(checkout: Checkout) -> None:
    stack = checkout.stack("web", WAITS)
    apply = checkout.start("apply", "web", "--env", "stg", "--yes")
    waiting_terraform(stack)
    apply.kill()
    apply.communicate()
    [left] = checkout.plans()

    # Terraform works on, and holds the lock until it has saved.
    code, _, err = checkout.tfgen("plan", "web", "--env", "stg", TFGEN_LOCK_TIMEOUT="0s")
    assert (code, "holds the lock of this state" in err) == (1, True)
    assert not left.exists()
    (stack / "go").touch()
    code, found = checkout.reviews("web", "--env", "stg")
    assert (code, found["web"]["result"]) == (0, "no-op")
    state = json.loads((stack / "terraform.tfstate").read_text())
    assert [one["name"] for one in state["resources"]] == ["slow"]
    assert checkout.plans() == []


def test_a_tfgen_killed_in_a_plan_leaves_nothing_that_an_apply_would_take(
    checkout: Checkout,
) -> None:
    one = ("web", "--env", "stg")
    stack = checkout.stack("web", 'resource "terraform_data" "a" {\n  input = 1\n}\n')
    slow = checkout.stack("slow", WAITS)
    assert checkout.tfgen("plan", *one, "--out", "kept")[0] == 0
    checkout.stack("web", 'resource "terraform_data" "a" {\n  input = 2\n}\n')

    # An apply that holds the lock of `slow` keeps a plan of all stacks from its end.
    apply = checkout.start("apply", "slow", "--env", "stg", "--yes")
    waiting_terraform(slow)
    kept = checkout.root / "kept" / "stg" / "web.tfplan"
    before = kept.read_bytes()
    plan = checkout.start("plan", "--out", "kept", TFGEN_LOCK_TIMEOUT="20s")
    until(lambda: kept.exists() and kept.read_bytes() not in (b"", before))
    plan.kill()
    plan.communicate()
    (slow / "go").touch()
    assert ended(apply)[0] == 0

    code, _, err = checkout.tfgen("apply", *one, "--plans", "kept")
    assert code == 2
    assert "it is not the plan that was saved" in err
    assert "plan again" in err
    assert not (stack / "terraform.tfstate").exists()
    assert checkout.tfgen("plan", *one, "--out", "kept")[0] == 0
    code, _, err = checkout.tfgen("apply", *one, "--plans", "kept")
    assert code == 0, err
    assert '"input": {' in (stack / "terraform.tfstate").read_text()
