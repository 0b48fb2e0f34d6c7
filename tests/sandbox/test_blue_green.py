"""The life of a blue/green deployment: traffic, task sets, rollbacks, and what is refused."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from blue_green import World, build
from botocore.exceptions import ClientError
from probing import Clients, embedded

from tfgen.sandbox.overrides.codedeploy_revision import HOOKS

_BLUE_RUNS = [("PRIMARY", "web:1", "blue")]


@pytest.fixture
def clients() -> Iterator[Clients]:
    with embedded() as clients:
        yield clients


@pytest.fixture
def world(clients: Clients) -> World:
    return build(clients)


def test_traffic_moves_and_the_old_tasks_wait_for_their_end(world: World) -> None:
    assert world.task_sets() == _BLUE_RUNS
    deployment = world.deploy(world.revision())
    assert world.weights() == {"blue": 1}

    found = world.look(deployment)
    assert (found["status"], found["instanceTerminationWaitTimeStarted"]) == ("InProgress", True)
    assert world.task_sets() == [("ACTIVE", "web:1", "blue"), ("PRIMARY", "web:2", "green")]
    assert world.weights("production") == world.weights("test") == {"blue": 0, "green": 100}
    assert world.look(deployment)["status"] == "InProgress"

    world.let_go(deployment)
    assert world.look(deployment)["status"] == "Succeeded"
    assert world.task_sets() == [("PRIMARY", "web:2", "green")]
    service = world.service()
    assert service["taskDefinition"].endswith(":2")
    assert service["loadBalancers"][0]["targetGroupArn"] == world.groups["green"]
    assert service["taskSets"][0]["runningCount"] == service["runningCount"] == 2


def test_the_next_deployment_goes_back_to_the_first_target_group(world: World) -> None:
    for number, group in ((2, "green"), (3, "blue")):
        deployment = world.deploy(world.revision())
        world.look(deployment)
        world.let_go(deployment)
        assert world.look(deployment)["status"] == "Succeeded"
        assert world.task_sets() == [("PRIMARY", f"web:{number}", group)]
        assert {name for name, weight in world.weights().items() if weight} == {group}


def test_tasks_that_do_not_start_leave_traffic_alone(world: World) -> None:
    deployment = world.deploy(world.revision(world.image("bad", tasks="fail")))
    found = world.look(deployment)
    assert found["status"] == "Failed"
    assert "replacement task set to become healthy" in found["errorInformation"]["message"]
    assert world.task_sets() == _BLUE_RUNS
    assert world.weights("production") == world.weights("test") == {"blue": 1}
    rollback = world.look(found["rollbackInfo"]["rollbackDeploymentId"])
    assert (rollback["creator"], rollback["status"]) == ("codeDeployRollback", "Succeeded")
    assert rollback["rollbackInfo"]["rollbackTriggeringDeploymentId"] == deployment


def test_alarms_that_traffic_sets_off_bring_the_old_tasks_back(world: World) -> None:
    deployment = world.deploy(world.revision(world.image("bad", traffic="fail")))
    assert world.look(deployment)["status"] == "InProgress"
    assert world.weights() == {"blue": 0, "green": 100}
    assert world.alarm() == "ALARM"

    found = world.look(deployment)
    assert found["status"] == "Stopped"
    assert found["errorInformation"]["code"] == "ALARM_ACTIVE"
    assert found["errorInformation"]["message"].endswith("Activated alarms: web-5xx")
    assert found["rollbackInfo"]["rollbackDeploymentId"]
    assert world.task_sets() == _BLUE_RUNS
    assert world.weights("production") == world.weights("test") == {"blue": 100, "green": 0}
    assert world.service()["taskDefinition"].endswith(":1")
    assert world.alarm() == "OK"


def test_an_alarm_set_by_hand_stops_the_wait(world: World) -> None:
    deployment = world.deploy(world.revision())
    world.look(deployment)
    world.clients("cloudwatch").set_alarm_state(
        AlarmName="web-5xx", StateValue="ALARM", StateReason="by hand"
    )
    assert world.look(deployment)["status"] == "Stopped"
    assert world.task_sets() == _BLUE_RUNS


def test_an_alarm_that_is_on_already_stops_everything(world: World) -> None:
    world.clients("cloudwatch").set_alarm_state(
        AlarmName="web-5xx", StateValue="ALARM", StateReason="by hand"
    )
    assert world.look(world.deploy(world.revision()))["status"] == "Stopped"
    assert world.weights() == {"blue": 1}
    assert world.alarm() == "ALARM"


@pytest.mark.parametrize(
    "settings",
    [{"alarmConfiguration": {"enabled": False}}, {"alarmConfiguration": {}}],
)
def test_without_alarms_nothing_is_noticed(clients: Clients, settings: dict[str, Any]) -> None:
    world = build(clients, **settings)
    deployment = world.deploy(world.revision(world.image("bad", traffic="fail")))
    world.look(deployment)
    world.let_go(deployment)
    assert world.look(deployment)["status"] == "Succeeded"
    assert world.alarm() != "ALARM"


def test_without_automatic_rollback_traffic_stays_where_it_is(clients: Clients) -> None:
    world = build(clients, autoRollbackConfiguration={"enabled": False})
    deployment = world.deploy(world.revision(world.image("bad", traffic="fail")))
    world.look(deployment)
    found = world.look(deployment)
    assert (found["status"], found.get("rollbackInfo")) == ("Stopped", {})
    assert world.weights() == {"blue": 0, "green": 100}
    assert ("PRIMARY", "web:2", "green") in world.task_sets()


def test_a_canary_gets_a_tenth_first(clients: Clients) -> None:
    world = build(clients, deploymentConfigName="CodeDeployDefault.ECSCanary10Percent5Minutes")
    deployment = world.deploy(world.revision())
    world.look(deployment)
    assert world.weights() == {"blue": 90, "green": 10}
    assert world.task_sets()[0] == ("PRIMARY", "web:1", "blue")
    world.look(deployment)
    assert world.weights() == {"blue": 0, "green": 100}


def test_a_linear_deployment_takes_ten_steps(clients: Clients) -> None:
    world = build(clients, deploymentConfigName="CodeDeployDefault.ECSLinear10PercentEvery1Minutes")
    deployment = world.deploy(world.revision())
    seen = []
    for _ in range(10):
        world.look(deployment)
        seen.append(world.weights()["green"])
    assert seen == list(range(10, 101, 10))


def test_without_a_wait_the_old_tasks_end_at_once(clients: Clients) -> None:
    ending = {"action": "TERMINATE", "terminationWaitTimeInMinutes": 0}
    world = build(
        clients,
        blueGreenDeploymentConfiguration={"terminateBlueInstancesOnDeploymentSuccess": ending},
    )
    deployment = world.deploy(world.revision())
    assert world.look(deployment)["status"] == "Succeeded"
    assert world.task_sets() == [("PRIMARY", "web:2", "green")]


@pytest.mark.parametrize(("roll_back", "group"), [(True, "blue"), (False, "green")])
def test_a_deployment_can_be_stopped(world: World, roll_back: bool, group: str) -> None:
    deployment = world.deploy(world.revision())
    world.look(deployment)
    codedeploy = world.clients("codedeploy")
    codedeploy.stop_deployment(deploymentId=deployment, autoRollbackEnabled=roll_back)
    found = world.look(deployment)
    assert (found["status"], found["errorInformation"]["code"]) == ("Stopped", "MANUAL_STOP")
    assert {name for name, weight in world.weights().items() if weight} == {group}
    with pytest.raises(codedeploy.exceptions.DeploymentAlreadyCompletedException):
        world.let_go(deployment)


def test_a_third_target_group_keeps_its_share(world: World) -> None:
    elbv2 = world.clients("elbv2")
    [rule] = [
        rule
        for rule in elbv2.describe_rules(ListenerArn=world.listeners["production"])["Rules"]
        if not rule["IsDefault"]
    ]
    groups = [
        {"TargetGroupArn": world.groups["blue"], "Weight": 60},
        {"TargetGroupArn": world.groups["other"], "Weight": 40},
    ]
    forward = {"Type": "forward", "ForwardConfig": {"TargetGroups": groups}}
    elbv2.modify_rule(RuleArn=rule["RuleArn"], Actions=[forward])
    world.look(world.deploy(world.revision()))
    assert world.weights() == {"blue": 0, "green": 60, "other": 40}


def test_a_default_action_moves_too(world: World) -> None:
    elbv2, arn = world.clients("elbv2"), world.listeners["production"]
    forward = {"Type": "forward", "TargetGroupArn": world.groups["blue"]}
    elbv2.modify_listener(ListenerArn=arn, DefaultActions=[forward])
    world.look(world.deploy(world.revision()))
    [listener] = elbv2.describe_listeners(ListenerArns=[arn])["Listeners"]
    groups = listener["DefaultActions"][0]["ForwardConfig"]["TargetGroups"]
    weights = {group["TargetGroupArn"]: group["Weight"] for group in groups}
    assert weights == {world.groups["blue"]: 0, world.groups["green"]: 100}


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"container": "nginx"}, "The container nginx does not exist in the task definition"),
        ({"port": 80}, "The container web did not have a container port 80 defined"),
        ({"hooks": {"AfterAllowTestTraffic": "smoke"}}, "The Lambda function smoke of hook"),
    ],
)
def test_what_does_not_fit_the_task_definition_fails(
    world: World, changes: dict[str, Any], reason: str
) -> None:
    found = world.look(world.deploy(world.revision(), **changes))
    assert found["status"] == "Failed"
    assert reason in found["errorInformation"]["message"]
    assert world.task_sets() == _BLUE_RUNS


@pytest.mark.parametrize("by", ["FunctionName", "FunctionArn"])
def test_hooks_that_exist_are_passed(world: World, by: str) -> None:
    iam = world.clients("iam")
    trust = {"Statement": [{"Principal": {"Service": "lambda.amazonaws.com"}}]}
    role = iam.create_role(RoleName="smoke", AssumeRolePolicyDocument=json.dumps(trust))
    function = world.clients("lambda").create_function(
        FunctionName="smoke",
        Runtime="python3.12",
        Handler="main.handler",
        Role=role["Role"]["Arn"],
        Code={"ZipFile": b"any"},
    )
    deployment = world.deploy(world.revision(), hooks=dict.fromkeys(HOOKS, function[by]))
    assert world.look(deployment)["status"] == "InProgress"
    world.let_go(deployment)
    assert world.look(deployment)["status"] == "Succeeded"


@pytest.mark.parametrize("subnet", [None, "subnet-0123456789abcdef0"])
def test_the_appspec_may_name_the_network(world: World, subnet: str | None) -> None:
    found = world.clients("ec2").describe_subnets()["Subnets"]
    subnets = [subnet or found[0]["SubnetId"]]
    network = {"AwsvpcConfiguration": {"Subnets": subnets, "AssignPublicIp": "DISABLED"}}
    info = world.look(world.deploy(world.revision(), network=network))
    if subnet:
        assert f"The subnet ID '{subnet}' does not exist" in info["errorInformation"]["message"]
        assert world.task_sets() == _BLUE_RUNS
    else:
        green = world.service()["taskSets"][1]["networkConfiguration"]["awsvpcConfiguration"]
        assert green == {"subnets": subnets, "securityGroups": [], "assignPublicIp": "DISABLED"}


def test_a_revision_that_is_gone_fails(world: World) -> None:
    revision = world.revision()
    world.clients("ecs").deregister_task_definition(taskDefinition=revision)
    found = world.look(world.deploy(revision))
    assert "Unable to describe task definition" in found["errorInformation"]["message"]


def test_a_listener_that_forwards_elsewhere_fails(world: World) -> None:
    elbv2, arn = world.clients("elbv2"), world.listeners["production"]
    for rule in elbv2.describe_rules(ListenerArn=arn)["Rules"]:
        if not rule["IsDefault"]:
            elbv2.delete_rule(RuleArn=rule["RuleArn"])
    found = world.look(world.deploy(world.revision()))
    assert "Primary taskset target group must be behind" in found["errorInformation"]["message"]


def test_one_deployment_at_a_time(world: World) -> None:
    world.deploy(world.revision())
    codedeploy = world.clients("codedeploy")
    with pytest.raises(codedeploy.exceptions.DeploymentLimitExceededException):
        world.deploy(world.revision())


@pytest.mark.parametrize(
    ("settings", "error"),
    [
        ({"ecsServices": []}, "InvalidECSServiceException"),
        ({"loadBalancerInfo": {}}, "InvalidLoadBalancerInfoException"),
        ({"deploymentConfigName": "mine"}, "DeploymentConfigDoesNotExistException"),
    ],
)
def test_a_group_that_lacks_something_deploys_nothing(
    clients: Clients, settings: dict[str, Any], error: str
) -> None:
    world = build(clients, **settings)
    with pytest.raises(ClientError) as raised:
        world.deploy(world.revision())
    assert raised.value.response["Error"]["Code"] == error


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("", "could not be found"),
        ("a: [", "not valid YAML"),
        ("version: 0.0\nResources: []", "exactly one resource"),
        ("Resources:\n  - A: {Type: AWS::Lambda::Function}", "no resource of type AWS::ECS"),
        ("Resources:\n  - A: {Type: AWS::ECS::Service}", "no TaskDefinition"),
    ],
)
def test_an_appspec_without_the_service_is_refused(world: World, content: str, reason: str) -> None:
    codedeploy = world.clients("codedeploy")
    revision = {"revisionType": "AppSpecContent", "appSpecContent": {"content": content}}
    with pytest.raises(codedeploy.exceptions.InvalidRevisionException, match=reason):
        codedeploy.create_deployment(
            applicationName="web", deploymentGroupName="web", revision=revision
        )


@pytest.mark.parametrize(
    "change",
    [
        {"taskDefinition": "web:1"},
        {"forceNewDeployment": True},
        {"networkConfiguration": {"awsvpcConfiguration": {"subnets": ["subnet-1"]}}},
    ],
)
def test_ecs_leaves_the_service_to_codedeploy(world: World, change: dict[str, Any]) -> None:
    ecs = world.clients("ecs")
    with pytest.raises(ecs.exceptions.InvalidParameterException, match="CODE_DEPLOY"):
        ecs.update_service(cluster="stg", service="web", **change)


def test_the_number_of_tasks_is_not_codedeploys(world: World) -> None:
    world.clients("ecs").update_service(cluster="stg", service="web", desiredCount=5)
    assert world.service()["taskSets"][0]["runningCount"] == 5
