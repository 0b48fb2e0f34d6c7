"""A state that somebody else holds, an AWS that throttles and fails, a clock that is wrong."""

from __future__ import annotations

import json
import time

import pytest
from checkout import S3, WAITS, Checkout, ended, waiting_terraform
from fault_proxy import before, every_fifth

from tfgen.sandbox.lifecycle import Sandbox

QUEUE = """\
provider "aws" {
  region = "us-east-1"
}

resource "aws_ssm_parameter" "this" {
  count          = 3
  name           = "/bad-day/%s/${count.index}"
  type           = "String"
  insecure_value = "x"
}
"""
HELD = {
    "ID": "f9763602-b03f-e35c-da30-4083cdbb99ae",
    "Operation": "OperationTypeApply",
    "Who": "ci@runner-7",
    "Version": "1.11.4",
    "Created": "2026-11-28T20:00:00.5Z",
    "Path": "locked-tfstate/web.tfstate",
}


def test_a_lock_in_s3_is_waited_for_and_names_who_holds_it(
    checkout: Checkout, aws: Sandbox
) -> None:
    s3 = aws.client("s3")
    s3.create_bucket(Bucket="locked-tfstate")
    s3.put_object(Bucket="locked-tfstate", Key="web.tfstate.tflock", Body=json.dumps(HELD))
    checkout.stack("web", S3 % "locked-tfstate" + 'output "x" {\n  value = 1\n}\n')
    started = time.monotonic()
    code, found = checkout.reviews(TFGEN_LOCK_TIMEOUT="3s")
    assert time.monotonic() - started > 3
    assert (code, found["web"]["result"]) == (1, "failed")
    assert "ci@runner-7, since 2026-11-28 20:00:00.5 (UTC)" in found["web"]["error"]
    assert f"force-unlock {HELD['ID']}" in found["web"]["error"]

    plan = checkout.start("plan", TFGEN_LOCK_TIMEOUT="30s")
    time.sleep(1.5)
    s3.delete_object(Bucket="locked-tfstate", Key="web.tfstate.tflock")
    code, _, err = ended(plan)
    assert code == 0, err


def test_a_local_lock_is_waited_for(checkout: Checkout) -> None:
    one = ("web", "--env", "stg")
    stack = checkout.stack("web", WAITS)
    apply = checkout.start("apply", *one, "--yes")
    pid = waiting_terraform(stack)
    code, _, err = checkout.tfgen("apply", *one, "--yes", TFGEN_LOCK_TIMEOUT="1s")
    assert code == 1
    assert "What it means: Another run holds the lock of this state: " in err
    assert f"terraform '-chdir={stack}' force-unlock " in err.replace("""'"'"'""", "'")
    waiting = checkout.start("plan", *one, TFGEN_LOCK_TIMEOUT="30s")
    (stack / "go").touch()
    assert ended(apply)[0] == 0
    code, out, _ = ended(waiting)
    assert (code, "no-op" in out) == (0, True)
    assert pid == int((stack / "pid").read_text())


def test_an_aws_that_fails_each_fifth_call_is_borne(checkout: Checkout, aws: Sandbox) -> None:
    for name in ("a", "b"):
        checkout.stack(name, QUEUE % name)
    with before(aws.endpoint) as (url, faults):
        faults.answer = every_fifth
        code, found = checkout.reviews(AWS_ENDPOINT_URL=url)
        assert code == 0, found
        assert {one["add"] for one in found.values()} == {3}
        code, _, err = checkout.tfgen("apply", "a", "--env", "stg", "--yes", AWS_ENDPOINT_URL=url)
        assert code == 0, err
        assert faults.failed > 3
        assert 0.15 < faults.failed / faults.calls < 0.25
    named = aws.client("ssm").get_parameters_by_path(Path="/bad-day/a")["Parameters"]
    assert len(named) == 3


def test_an_account_that_aws_tells_at_the_third_time(checkout: Checkout, aws: Sandbox) -> None:
    checkout.stack("web", 'output "x" {\n  value = 1\n}\n')
    with before(aws.endpoint) as (url, faults):
        faults.answer = lambda number: every_fifth(2 + 5 * number) if number < 2 else None
        code, found = checkout.reviews(AWS_ENDPOINT_URL=url)
        assert (faults.calls, faults.failed) == (3, 2)
    assert (code, found["web"]["result"]) == (0, "changed")


def test_a_secret_in_an_error_is_masked_and_the_error_explained(checkout: Checkout) -> None:
    source = "git::https://ci:hunter2-secret@127.0.0.1:9/x.git"
    checkout.stack("web", f'module "a" {{\n  source = "{source}"\n}}\n')
    one = ("web", "--env", "stg")
    told = []
    for words in (("plan", *one), ("plan", *one, "--report=plan.md"), ("apply", *one, "--yes")):
        code, out, err = checkout.tfgen(*words, GIT_TOKEN="hunter2-secret")
        assert code == 1
        told.append(out + err)
    told[1] = (checkout.root / "plan.md").read_text()
    for text in told:
        assert "hunter2" not in text
        assert "(hidden)@127.0.0.1" in text
        assert "What it means: The source of a module cannot be read" in text
        assert "look at `source` in the module block" in text


@pytest.mark.parametrize(
    "words",
    [("plan", "--report=plan.json"), ("apply", "web", "--env", "stg", "--yes")],
)
def test_a_clock_that_is_wrong_is_told(
    checkout: Checkout, aws: Sandbox, words: tuple[str, ...]
) -> None:
    checkout.stack("web", QUEUE % "clock")
    told = "Signature expired: 20261128T200419Z is now earlier than 20261128T201450Z"
    with before(aws.endpoint) as (url, faults):
        faults.answer = lambda _: (403, "SignatureDoesNotMatch", told)
        code, _, err = checkout.tfgen(*words, AWS_ENDPOINT_URL=url)
    report = checkout.root / "plan.json"
    text = err + (json.loads(report.read_text())["stacks"][0]["error"] if report.exists() else "")
    assert code in (1, 2)
    assert "What it means: This machine's clock is wrong" in text
    assert "date -u" in text
    assert "aws sso login" not in text
