"""What an owner may change, and the nearest thing that is drift all the same."""

from __future__ import annotations

import json
from typing import Any

import pytest
from plans import change

from tfgen.review import mask
from tfgen.review.differences import lines, meaning
from tfgen.review.drift import OWNERS, reading
from tfgen.review.drift.reading import Drift
from tfgen.review.model import Impact

SERVICE = "aws_ecs_service.this"
RULE = "aws_lb_listener_rule.r"
GROUP = "aws_security_group.this"
PIPELINE = {"aws_codepipeline.this": {"name": "web"}}
FAMILY = {"aws_ecs_task_definition.this": {"family": "web"}}
PARAMETER = {"name": "/web/image", "tier": "Standard"}
URL = "123456789012.dkr.ecr.eu-west-1.amazonaws.com/web"
REPOSITORY = {"aws_ecr_repository.this": {"repository_url": URL}}
BLUE, GREEN, OTHER = (f"arn:aws:elasticloadbalancing:::targetgroup/{name}/1" for name in "bgo")
PAIR = {
    "aws_lb_target_group.b": {"name": "b", "arn": BLUE},
    "aws_lb_target_group.g": {"name": "g", "arn": GREEN},
    "aws_lb_target_group.o": {"name": "o", "arn": OTHER},
    "aws_codedeploy_deployment_group.this": {
        "load_balancer_info": [
            {"target_group_pair_info": [{"target_group": [{"name": "b"}, {"name": "g"}]}]}
        ]
    },
}
BALANCER = "arn:aws:elasticloadbalancing:eu-west-1:1:loadbalancer/app/a/1"
IN_USE = {
    "aws_lb_listener_rule.used": {
        "listener_arn": "arn:aws:elasticloadbalancing:eu-west-1:1:listener/app/a/1/9"
    }
}
APPSPEC = {
    "aws_s3_object.appspec": {
        "content": 'Type: AWS::ECS::Service\nSubnets: ["subnet-1","subnet-2"]\n'
        'SecurityGroups: ["sg-1"]\nAssignPublicIp: "DISABLED"\nCapacityProvider: "FARGATE_SPOT"'
    }
}
CODE_DEPLOY = {"deployment_controller": [{"type": "CODE_DEPLOY"}]}


def find(
    *drifted: dict[str, Any],
    there: dict[str, dict[str, Any]] | None = None,
    outputs: dict[str, Any] | None = None,
) -> Drift:
    """The drift in the document of a refresh-only plan with these resources there."""
    resources = [
        {"address": at, "type": at.partition(".")[0], "mode": "managed", "values": values}
        for at, values in (there or {}).items()
    ]
    shown = {name: {"value": value} for name, value in (outputs or {}).items()}
    document = {
        "resource_drift": list(drifted),
        "prior_state": {"values": {"outputs": shown, "root_module": {"resources": resources}}},
    }
    return reading.read(document, mask.of_plan(document))


def moved(address: str, attribute: str, before: Any, after: Any, **same: Any) -> dict[str, Any]:
    """A resource of which one attribute changed; `same` has its others."""
    return change(address, "change", {**same, attribute: before}, {**same, attribute: after})


def owned(found: Drift) -> bool:
    """Whether all that changed is its owner's; some of it has to be the one or the other."""
    assert bool(found.words) != bool(found.owned)
    return not found.words


def test_a_deployment_moves_the_service_within_its_family() -> None:
    both = PIPELINE | FAMILY
    arn = "arn:aws:ecs:eu-west-1:123456789012:task-definition"
    turn = moved(SERVICE, "task_definition", f"{arn}/web:1", f"{arn}/web:2")
    assert owned(find(turn, there=both))
    assert owned(find(moved(SERVICE, "task_definition", "web:1", f"{arn}/web:2"), there=both))
    assert not owned(find(turn, there=FAMILY))
    assert not owned(find(turn, there=PIPELINE))
    assert not owned(find(moved(SERVICE, "task_definition", "web:1", "web-2:1"), there=both))
    assert not owned(find(moved(SERVICE, "launch_type", "FARGATE", "EC2"), there=both))


def test_the_pipeline_records_an_image_of_the_stacks_repository() -> None:
    there, outputs = PIPELINE | REPOSITORY, {"image_parameter": "/web/image"}

    def recorded(image: str, **same: Any) -> dict[str, Any]:
        return moved("aws_ssm_parameter.i", "insecure_value", "a:1", image, **{**PARAMETER, **same})

    good = recorded(f"{URL}@sha256:1")
    assert owned(find(good, there=there, outputs=outputs))
    assert owned(find(recorded(f"{URL}:v2"), there=there, outputs=outputs))
    again = moved("aws_ssm_parameter.i", "version", 1, 2, **PARAMETER, insecure_value="a:1")
    assert owned(find(again, there=there, outputs=outputs))
    assert not owned(find(recorded(f"{URL}-evil:v2"), there=there, outputs=outputs))
    assert not owned(find(recorded("evil.example.com/web:1"), there=there, outputs=outputs))
    other = recorded(f"{URL}:v2", name="/web/flag")
    assert not owned(find(other, there=there, outputs=outputs))
    assert not owned(find(good, there=there))
    assert not owned(find(good, there=REPOSITORY, outputs=outputs))
    # Without a repository in the stack: the one that the former image is of.
    for image, same in (("a:2", True), ("a@sha256:1", True), ("b:1", False), ("a/b:1", False)):
        assert owned(find(recorded(image), there=PIPELINE, outputs=outputs)) == same
    tier = moved("aws_ssm_parameter.i", "tier", "Standard", "Advanced", name="/web/image")
    assert not owned(find(tier, there=there, outputs=outputs))


def action(target: str = "", *groups: str, kind: str = "forward", sticky: bool = False) -> Any:
    block = {
        "target_group": [{"arn": group, "weight": 1} for group in groups],
        "stickiness": [{"enabled": sticky}],
    }
    return [{"type": kind, "target_group_arn": target, "forward": [block] if groups else []}]


@pytest.mark.parametrize(
    ("after", "by_the_pipeline"),
    [
        (action(GREEN), True),
        (action("", BLUE, GREEN), True),
        (action(), True),
        (action(OTHER), False),
        (action("", BLUE, OTHER), False),
        (action("", BLUE, GREEN, sticky=True), False),
        (action(GREEN, kind="redirect"), False),
        ([*action(GREEN), *action(GREEN)], False),
        ([], False),
    ],
)
def test_codedeploy_turns_a_listener_between_its_two_groups(
    after: Any, by_the_pipeline: bool
) -> None:
    for address, attribute in ((RULE, "action"), ("aws_lb_listener.l", "default_action")):
        turn = moved(address, attribute, action(BLUE), after)
        assert owned(find(turn, there=PAIR)) == by_the_pipeline
        assert not owned(find(turn, there=PIPELINE))
    certificate = moved("aws_lb_listener.l", "certificate_arn", "a", "b")
    assert not owned(find(certificate, there=PAIR))


def test_a_blue_green_service_moves_to_the_other_group() -> None:
    def behind(group: str, port: int = 80) -> list[dict[str, Any]]:
        return [{"container_name": "web", "container_port": port, "target_group_arn": group}]

    for after, mine in ((behind(GREEN), True), (behind(OTHER), False), (behind(GREEN, 81), False)):
        turn = moved(SERVICE, "load_balancer", behind(BLUE), after)
        assert owned(find(turn, there=PAIR)) == mine
        assert not owned(find(turn))


def test_a_blue_green_deployment_brings_what_the_appspec_says() -> None:
    def network(*subnets: str, public: bool = False) -> list[dict[str, Any]]:
        return [{"subnets": [*subnets], "security_groups": ["sg-1"], "assign_public_ip": public}]

    before = network("subnet-9")
    fits = moved(SERVICE, "network_configuration", before, network("subnet-1"), **CODE_DEPLOY)
    assert owned(find(fits, there=APPSPEC))
    assert not owned(find(fits))
    for after in (network("subnet-1", "subnet-8"), network("subnet-1", public=True)):
        turn = moved(SERVICE, "network_configuration", before, after, **CODE_DEPLOY)
        assert not owned(find(turn, there=APPSPEC))
    rolling = moved(SERVICE, "network_configuration", before, network("subnet-1"))
    assert not owned(find(rolling, there=APPSPEC))

    for after, mine in (("LATEST", True), ("1.4.0", False)):
        turn = moved(SERVICE, "platform_version", "1.3.0", after, **CODE_DEPLOY)
        assert owned(find(turn, there=APPSPEC)) == mine
    gone = moved(SERVICE, "network_configuration", before, [], **CODE_DEPLOY)
    assert not owned(find(gone, there=APPSPEC))
    for provider, mine in (("FARGATE_SPOT", True), ("FARGATE", False)):
        after = [{"capacity_provider": provider, "weight": 1, "base": 0}]
        turn = moved(SERVICE, "capacity_provider_strategy", [], after, **CODE_DEPLOY)
        assert owned(find(turn, there=APPSPEC)) == mine


def test_autoscaling_sets_the_number_of_tasks_within_its_bounds() -> None:
    target = {"resource_id": "service/stg/web", "min_capacity": 1, "max_capacity": 4}
    there = {"aws_appautoscaling_target.t": target}
    same = {"name": "web", "cluster": "arn:aws:ecs:eu-west-1:123456789012:cluster/stg"}
    for count, mine in ((4, True), (1, True), (5, False), (0, False)):
        turn = moved(SERVICE, "desired_count", 2, count, **same)
        assert owned(find(turn, there=there)) == mine
        assert not owned(find(turn))
    other = moved(SERVICE, "desired_count", 2, 3, **{**same, "name": "api"})
    assert not owned(find(other, there=there))
    bounds = moved("aws_appautoscaling_target.t", "max_capacity", 4, 40)
    assert not owned(find(bounds, there=there))


def test_what_a_resource_of_its_own_says_is_told_by_that() -> None:
    turn = moved("aws_s3_bucket.b", "policy", "", "{}x", id="bucket")
    assert owned(find(turn, there={"aws_s3_bucket_policy.p": {"bucket": "bucket"}}))
    assert not owned(find(turn, there={"aws_s3_bucket_policy.p": {"bucket": "other"}}))
    assert not owned(find(turn, there={"aws_s3_bucket_versioning.v": {"bucket": "bucket"}}))
    topic = moved("aws_sns_topic.t", "policy", "", "{}x", id="arn:t")
    assert owned(find(topic, there={"aws_sns_topic_policy.p": {"arn": "arn:t"}}))
    assert not owned(find(moved("aws_s3_bucket.b", "acl", "private", "public", id="bucket")))


def ingress(port: int, **sources: Any) -> dict[str, Any]:
    ports = {"protocol": "tcp", "from_port": port, "to_port": port, "description": ""}
    return {**ports, "cidr_blocks": [], "security_groups": [], "self": False, **sources}


def test_a_rule_of_a_security_group_is_known_or_drift() -> None:
    rule = {"security_group_id": "sg-1", "ip_protocol": "tcp", "from_port": 80, "to_port": 80}
    old = {**rule, "type": "ingress", "protocol": "tcp", "cidr_blocks": ["10.0.0.0/8"]}
    there = {
        "aws_vpc_security_group_ingress_rule.a": {**rule, "cidr_ipv4": "10.1.0.0/16"},
        "aws_vpc_security_group_ingress_rule.b": {
            **rule,
            "referenced_security_group_id": "123456789012/sg-9",
        },
        "aws_vpc_security_group_ingress_rule.c": {**rule, "referenced_security_group_id": "sg-1"},
        "aws_security_group_rule.d": old,
        "aws_vpc_security_group_egress_rule.e": {
            "security_group_id": "sg-1",
            "ip_protocol": "-1",
            "from_port": None,
            "cidr_ipv4": "0.0.0.0/0",
        },
    }
    own = ingress(
        80, cidr_blocks=["10.1.0.0/16", "10.0.0.0/8"], security_groups=["sg-9"], self=True
    )
    assert owned(find(moved(GROUP, "ingress", [], [own], id="sg-1"), there=there))
    every = {**ingress(0, cidr_blocks=["0.0.0.0/0"]), "protocol": "-1"}
    assert owned(find(moved(GROUP, "egress", [], [every], id="sg-1"), there=there))
    assert not owned(find(moved(GROUP, "ingress", [], [every], id="sg-1"), there=there))
    assert not owned(find(moved(GROUP, "ingress", [], [own], id="sg-2"), there=there))
    wide = ingress(80, cidr_blocks=["10.1.0.0/16", "0.0.0.0/0"])
    for foreign in (wide, ingress(22, cidr_blocks=["10.1.0.0/16"])):
        [words] = find(moved(GROUP, "ingress", [], [own, foreign], id="sg-1"), there=there).words
        [line] = words.lines
        assert line.startswith("ingress: added ")
        assert ("0.0.0.0/0" in line) == (foreign is wide)
    # Rules that stand in the group itself are Terraform's.
    assert not owned(find(moved(GROUP, "ingress", [wide], [], id="sg-1")))


def test_a_policy_of_a_role_is_known_or_drift() -> None:
    there = {
        "aws_iam_role_policy.p": {"role": "web", "name": "build"},
        "aws_iam_role_policy_attachment.a": {"role": "web", "policy_arn": "arn:p"},
    }
    build, mine = {"name": "build", "policy": "{}"}, {"name": "mine", "policy": "{}"}
    role = "aws_iam_role.r"
    assert owned(find(moved(role, "inline_policy", [], [build], name="web"), there=there))
    assert not owned(find(moved(role, "inline_policy", [], [build], name="api"), there=there))
    found = find(moved(role, "inline_policy", [], [build, mine], name="web"), there=there)
    assert [one.lines for one in found.words] == [
        ('inline_policy: added {"name": "mine", "policy": "{}"}',)
    ]
    assert owned(find(moved(role, "managed_policy_arns", [], ["arn:p"], name="web"), there=there))
    both = moved(role, "managed_policy_arns", ["arn:p"], ["arn:p", "arn:q"], name="web")
    assert not owned(find(both, there=there))
    assert not owned(find(moved(role, "inline_policy", [mine], [], name="web"), there=there))


def test_a_target_group_comes_into_use_once() -> None:
    address = "aws_lb_target_group.g"
    used = moved(address, "load_balancer_arns", [], [BALANCER])
    assert owned(find(used, there=IN_USE))
    assert owned(find(used, there={"aws_lb_listener.l": {"load_balancer_arn": BALANCER}}))
    # Somebody else's load balancer, and none that the stack knows of.
    other = moved(address, "load_balancer_arns", [], [BALANCER.replace("/a/1", "/a/12")])
    assert not owned(find(other, there=IN_USE))
    assert not owned(find(used))
    assert not owned(find(moved(address, "load_balancer_arns", [], ["a", "b"])))
    assert not owned(find(moved(address, "load_balancer_arns", ["a"], ["b"])))
    assert not owned(find(moved(address, "load_balancer_arns", ["a"], [])))


def test_every_owner_has_a_code_of_its_own() -> None:
    assert len({owner.code for owner in OWNERS}) == len(OWNERS) == 10
    pairs = [
        (kind, one) for owner in OWNERS for kind, all_ in owner.attributes.items() for one in all_
    ]
    assert len(set(pairs)) == len(pairs)


def test_what_is_deleted_is_drift_whatever_it_is() -> None:
    before = {"name": "/web/image", "id": "x"}
    found = find(
        change("aws_ssm_parameter.image", "destroy", before, {}),
        there=PIPELINE,
        outputs={"image_parameter": "/web/image"},
    )
    [words] = found.words
    assert (words.kind, words.impact) == ("destroy", Impact.gone)
    assert words.lines == ("it was /web/image",)


def test_a_secret_that_changed_is_drift_and_stays_hidden() -> None:
    marks = {"before_sensitive": {"value": True}, "after_sensitive": {"value": True}}
    item = change(
        "aws_ssm_parameter.p", "change", {"value": "hunter2"}, {"value": "hunter3"}, **marks
    )
    [words] = find(item).words
    assert words.lines == ("value: a hidden value changed",)
    # Not even for its owner: nobody can tell what was written.
    item["change"]["before"]["name"] = item["change"]["after"]["name"] = "/web/image"
    there, outputs = PIPELINE | REPOSITORY, {"image_parameter": "/web/image"}
    assert not owned(find(item, there=there, outputs=outputs))


@pytest.mark.parametrize("marks", [True, [True], [{"cidr_blocks": True}]])
def test_no_owner_is_asked_about_what_is_hidden(marks: Any) -> None:
    item = moved(GROUP, "ingress", [], [ingress(80, cidr_blocks=["10.1.0.0/16"])], id="sg-1")
    item["change"]["after_sensitive"] = {"ingress": marks}
    [words] = find(item).words
    assert "(hidden)" in words.lines[0]
    # What is hidden of the others says nothing for anybody.
    resource = {
        "type": "aws_vpc_security_group_ingress_rule",
        "values": {"security_group_id": "sg-1"},
    }
    group = {"type": "aws_codedeploy_deployment_group", "values": {"load_balancer_info": [{}]}}
    hidden = [
        {**resource, "sensitive_values": {"security_group_id": True}},
        {**group, "sensitive_values": {"load_balancer_info": [True]}},
        {**group, "sensitive_values": {"load_balancer_info": True}},
    ]
    turn = moved(RULE, "action", action(BLUE), action(GREEN))
    document = {
        "resource_drift": [item, turn],
        "prior_state": {"values": {"root_module": {"resources": hidden}}},
    }
    assert len(reading.read(document, mask.of_plan(document)).words) == 2


def test_two_spellings_of_nothing_are_no_change() -> None:
    empty: tuple[Any, ...] = (None, "", [], {}, False, [None], {"a": None, "b": []})
    assert [meaning(one) for one in empty if one != [None]] == [None] * (len(empty) - 1)
    assert find(moved("a.b", "tags", None, {})) == Drift()
    assert meaning(0) == 0
    assert meaning({"a": [{"b": None, "c": 0}]}) == {"a": [{"c": 0}]}
    # No value of a list goes without a trace.
    assert meaning(["", "a"]) != meaning(["a"])
    assert not owned(find(moved("a.b", "count", 1, 0)))
    assert not owned(find(moved("a.b", "enabled", True, False)))


def test_tags_are_told_once_and_default_tags_all_the_same() -> None:
    before, after = {"tags": {}, "tags_all": {"a": "1"}}, {"tags": {"b": "2"}, "tags_all": {}}
    [words] = find(change("a.b", "change", before, after)).words
    assert words.lines == ("tags.b: none -> 2",)
    [words] = find(moved("a.b", "tags_all", {"a": "1"}, {})).words
    assert words.lines == ("tags_all.a: 1 -> none",)


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        (1, 2, ["x: 1 -> 2"]),
        ({"a": 1, "b": {"c": 1}}, {"a": 1, "b": {"c": 2}}, ["x.b.c: 1 -> 2"]),
        (["a", "b"], ["b", "c", "d"], ["x: removed a", "x: added c", "x: added d"]),
        ([{"a": 1}], [{"a": 2}], ["x.a: 1 -> 2"]),
        ([{"a": 1}, {"b": 1}], [{"a": 1}, {"b": 2}], ["x.1.b: 1 -> 2"]),
        (["a", "b"], ["b", "a"], ["x: in another order, or not as often"]),
        (["a", "a"], ["a"], ["x: in another order, or not as often"]),
        (json.dumps({"s": [1]}), json.dumps({"s": [1, 2]}), ["x.s: added 2"]),
        ("{no json", "{}", ["x: {no json -> {}"]),
        (None, [], []),
    ],
)
def test_a_difference_is_told_part_by_part(before: Any, after: Any, told: list[str]) -> None:
    assert lines("x", before, after) == told


def test_a_flood_is_cut() -> None:
    tags = {f"t{number}": "x" for number in range(100)}
    [words] = find(moved("a.b", "tags", {}, tags)).words
    assert len(words.lines) == 21
    assert words.lines[-1] == "and 80 lines more"


def test_what_is_owned_is_listed_and_what_repeats_is_counted() -> None:
    turns = [
        moved(f"aws_ecs_service.s{number}", "task_definition", "web:1", "web:2")
        for number in range(9)
    ]
    used = moved("aws_lb_target_group.g", "load_balancer_arns", [], [BALANCER])
    notes = find(*turns, used, there=PIPELINE | FAMILY | IN_USE).notes
    assert len(notes) == 2
    assert notes[0].startswith("no drift, owned by the pipeline: aws_ecs_service.s0 (task_definit")
    assert notes[0].endswith("s7 (task_definition) and 1 more")
    repeated = "no drift, repeated from other resources of this stack: "
    assert notes[1] == f"{repeated}1 of the attributes that changed"
