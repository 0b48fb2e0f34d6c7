"""Changes told in ECS's own words, and classed by what they mean to what runs."""

from __future__ import annotations

from plans import change, read, task

from tfgen.review.model import Impact, Words
from tfgen.review.words import tell

TASK = "aws_ecs_task_definition.this"
SERVICE = "aws_ecs_service.this"
SCALED = {"aws_appautoscaling_target.this": {"service_namespace": "ecs"}}


def told(before: dict[str, object], after: dict[str, object]) -> tuple[str, ...]:
    [words] = tell(read(change(TASK, "replace", before, after)))
    assert words.impact is Impact.rolling
    return words.lines


def test_containers_are_compared_one_by_one() -> None:
    before = task(
        memory=256,
        environment=[{"name": "A", "value": "1"}, {"name": "GONE", "value": "x"}],
        secrets=[{"name": "S", "valueFrom": "arn:one"}],
        portMappings=[{"containerPort": 80}],
    )
    after = task(
        "web:2",
        memory=512,
        environment=[{"name": "NEW", "value": "y"}, {"name": "A", "value": "2"}],
        secrets=[{"name": "S", "valueFrom": "arn:two"}],
        portMappings=[{"containerPort": 81}],
        healthCheck={"command": ["CMD", "true"]},
        mountPoints=[],
    )
    assert told({**before, "cpu": "256"}, {**after, "cpu": "512"}) == (
        "cpu: 256 -> 512",
        "web: image web:1 -> web:2",
        "web: environment A 1 -> 2",
        "web: environment GONE removed",
        "web: environment NEW = y added",
        'web: healthCheck none -> {"command": ["CMD", "true"]}',
        "web: memory 256 -> 512",
        "web: port 80 removed",
        "web: port 81 added",
        "web: secrets S arn:one -> arn:two",
    )


def test_order_and_what_ecs_fills_in_are_no_change() -> None:
    one, two = {"name": "A", "value": "1"}, {"name": "B", "value": "2"}
    assert told(task(environment=[one, two], volumesFrom=[]), task(environment=[two, one])) == ()


def test_containers_come_and_go() -> None:
    other = task()
    other["container_definitions"] = '[{"name": "nginx", "image": "nginx:1"}]'
    assert told(task(), other) == (
        "container web: removed",
        "container nginx: added, image nginx:1",
    )


def test_what_is_not_known_yet_is_said() -> None:
    unknown = {"container_definitions": True}
    [words] = tell(read(change(TASK, "replace", task(), {}, after_unknown=unknown)))
    assert words.lines[-1] == "containers: known after apply"


def test_reasons_of_a_replacement_are_named() -> None:
    before, after = {"name": "a", "port": 80}, {"name": "a", "port": 81}
    [words] = tell(
        read(change("aws_lb_target_group.x", "replace", before, after, replace_paths=[["port"]]))
    )
    assert words == Words(
        "aws_lb_target_group.x",
        "replace",
        Impact.downtime,
        ("replaced because of port", "port: 80 -> 81"),
    )


def impact_of(
    address: str, kind: str, before: dict[str, object], after: dict[str, object]
) -> Impact:
    [words] = tell(read(change(address, kind, before, after), planned=SCALED))
    return words.impact


def test_changes_are_classed() -> None:
    a, b = {"task_definition": "a:1"}, {"task_definition": "a:2"}
    assert impact_of(SERVICE, "change", a, b) is Impact.rolling
    assert impact_of(SERVICE, "change", {"tags": {}}, {"tags": {"x": "y"}}) is Impact.in_place
    assert (
        impact_of(SERVICE, "change", {"desired_count": 2}, {"desired_count": 1}) is Impact.scaling
    )
    assert impact_of(SERVICE, "replace", a, b) is Impact.downtime
    assert impact_of("aws_s3_object.t", "change", {"content": "a"}, {"content": "b"}) is (
        Impact.next_deployment
    )
    assert (
        impact_of("aws_iam_role.r", "replace", {"name": "a"}, {"name": "b"}) is Impact.replacement
    )
    assert impact_of("aws_iam_role.r", "add", {}, {"name": "b"}) is Impact.in_place
    assert impact_of(TASK, "destroy", task(), {}) is Impact.in_place


def test_long_values_are_cut_and_reads_left_out() -> None:
    long = "x" * 1_000
    [words] = tell(read(change("aws_ssm_parameter.p", "change", {"a": "1"}, {"a": long})))
    assert words.lines == (f"a: 1 -> {'x' * 200}… (1000 characters)",)
    quiet = change("aws_ssm_parameter.p", "change", {}, {})
    quiet["change"]["actions"] = ["read"]
    assert tell(read(quiet)) == ()
