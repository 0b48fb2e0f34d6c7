"""What a plan must not do unasked."""

from __future__ import annotations

from pathlib import Path
from typing import get_args

import pytest
from plans import change, read, task

from tfgen.review.guards import GUARDS
from tfgen.review.live import Live, RunningService
from tfgen.review.model import Guard, Plan
from tfgen.runner.allowing import CODES, Allowed
from tfgen.runner.selection import StackFolder
from tfgen.spec import GuardCode

TASK = "aws_ecs_task_definition.this"
SERVICE = "aws_ecs_service.this"
ONE, TWO = {"task_definition": "f/web:1"}, {"task_definition": "f/web:2"}


def codes(plan: Plan, live: Live | None = None) -> set[str]:
    return {guard.code for guarding in GUARDS for guard in guarding.guards(plan, live)}


def runs(image: str, deploying: str = "") -> Live:
    return Live({"web": RunningService("stg", "web", "web-stg", 7, {"web": image}, deploying)})


@pytest.mark.parametrize(
    ("address", "kind"),
    [
        ("aws_db_instance.this", "replace"),
        ("aws_s3_bucket.this", "destroy"),
        ("aws_lb.this", "replace"),
        ("aws_ecr_repository.this", "destroy"),
    ],
)
def test_data_and_load_balancers_do_not_go_unasked(address: str, kind: str) -> None:
    assert codes(read(change(address, kind, {"a": 1}, {"a": 2}))) == {"stateful"}
    assert codes(read(change(address, "change", {"a": 1}, {"a": 2}))) == set()
    assert codes(read(change("aws_iam_role.this", kind, {"a": 1}, {"a": 2}))) == set()


def test_a_service_is_not_replaced_unasked() -> None:
    paths = [["deployment_controller", 0, "type"]]
    plan = read(change(SERVICE, "replace", ONE, ONE, replace_paths=paths))
    [guard] = [guard for guarding in GUARDS for guard in guarding.guards(plan, None)]
    assert guard.code == "service-replaced"
    assert "deployment_controller.0.type" in guard.message
    assert "tfgen migrate" in guard.message


def test_a_revision_that_the_service_left_does_not_come_back() -> None:
    assert codes(read(change(SERVICE, "change", ONE, TWO))) == {"foreign-revision"}
    own = change(TASK, "replace", task(), task(memory=1))
    assert codes(read(change(SERVICE, "change", ONE, TWO), own)) == set()


def test_a_former_image_does_not_come_back() -> None:
    brings_back = read(change(TASK, "replace", task("web:1"), task("web:1", memory=1)))
    assert codes(brings_back, runs("web:9")) == {"other-image"}
    assert codes(brings_back, runs("web:1")) == set()
    assert codes(brings_back, None) == set()
    wanted = read(change(TASK, "replace", task("web:1"), task("web:2")))
    assert codes(wanted, runs("web:1")) == set()
    assert codes(wanted, runs("web:2")) == set()
    assert codes(wanted, runs("web:9")) == {"other-image"}


def test_a_deployment_is_not_interfered_with() -> None:
    plan = read(change("aws_iam_role.r", "change", {"a": 1}, {"a": 2}))
    assert codes(plan, runs("web:1", "a deployment is under way")) == {"deploying"}
    assert codes(read(), runs("web:1", "a deployment is under way")) == set()


def test_the_number_of_tasks_has_one_owner() -> None:
    scaled = {"aws_appautoscaling_target.t": {"service_namespace": "ecs"}}
    count = change(SERVICE, "change", {"desired_count": 4}, {"desired_count": 2})
    assert codes(read(count, planned=scaled)) == {"desired-count"}
    assert codes(read(count)) == set()


def test_a_listener_is_turned_by_one_hand() -> None:
    group = {"aws_codedeploy_deployment_group.g": {}}
    turned = change("aws_lb_listener_rule.r", "change", {"action": [1]}, {"action": [2]})
    assert codes(read(turned, planned=group)) == {"listener-turned"}
    assert codes(read(turned)) == set()
    tagged = change("aws_lb_listener_rule.r", "change", {"tags": {}}, {"tags": {"a": "b"}})
    assert codes(read(tagged, planned=group)) == set()


def test_a_guard_is_allowed_by_name_for_all_or_for_one() -> None:
    guard = Guard("stateful", "gone")
    web, api = (StackFolder("stg", name, Path(name)) for name in ("web", "api"))
    assert Allowed().settle(web, guard).blocking
    assert not Allowed(frozenset({"stateful"})).settle(web, guard).blocking
    one = Allowed(frozenset({"stateful:stg/web"}))
    assert not one.settle(web, guard).blocking
    assert one.settle(api, guard).blocking
    assert Allowed(frozenset({"deploying"})).settle(web, guard).blocking


def test_a_spec_may_allow_a_guard_of_its_stack_by_any_code_that_there_is() -> None:
    web, api = (StackFolder("stg", name, Path(name)) for name in ("web", "api"))
    allowed = Allowed(of_spec=lambda stack: ("stateful",) if stack is web else ())
    assert allowed.passes(web, "stateful")
    assert not allowed.passes(api, "stateful")
    assert not allowed.passes(web, "deploying")
    assert get_args(GuardCode) == CODES
