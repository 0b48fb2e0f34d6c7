"""What AWS answers of blue/green deployments, and moto does not."""

from __future__ import annotations

from blue_green import World, build
from probing import Clients, shows


def _refused(world: World) -> bool:
    codedeploy = world.clients("codedeploy")
    try:
        codedeploy.create_deployment(
            applicationName="web",
            deploymentGroupName="web",
            revision={"revisionType": "AppSpecContent", "appSpecContent": {"content": "{}"}},
        )
    except codedeploy.exceptions.InvalidRevisionException:
        return True
    return False


@shows("codedeploy:CreateDeployment")
def _takes_no_appspec_without_the_service(clients: Clients) -> None:
    assert _refused(build(clients))


@shows("codedeploy:GetDeployment")
def _moves_traffic_and_waits(clients: Clients) -> None:
    world = build(clients)
    deployment = world.deploy(world.revision())
    assert world.look(deployment)["status"] == "InProgress"
    assert world.task_sets() == [("ACTIVE", "web:1", "blue"), ("PRIMARY", "web:2", "green")]


@shows("elbv2:DescribeRules")
def _weighs_the_one_target_group_of_a_plain_rule(clients: Clients) -> None:
    world = build(clients)
    rules = clients("elbv2").describe_rules(ListenerArn=world.listeners["production"])["Rules"]
    [rule] = [rule for rule in rules if not rule["IsDefault"]]
    [action] = rule["Actions"]
    assert action["TargetGroupArn"] == world.groups["blue"]
    group = {"TargetGroupArn": world.groups["blue"], "Weight": 1}
    assert action.get("ForwardConfig", {}).get("TargetGroups") == [group]


@shows("codedeploy:ContinueDeployment")
def _ends_the_wait(clients: Clients) -> None:
    world = build(clients)
    deployment = world.deploy(world.revision())
    world.look(deployment)
    world.let_go(deployment)
    assert world.look(deployment)["status"] == "Succeeded"


@shows("codedeploy:StopDeployment")
def _brings_the_old_tasks_back(clients: Clients) -> None:
    world = build(clients)
    deployment = world.deploy(world.revision())
    world.look(deployment)
    world.clients("codedeploy").stop_deployment(deploymentId=deployment, autoRollbackEnabled=True)
    assert world.look(deployment)["status"] == "Stopped"
    assert world.task_sets() == [("PRIMARY", "web:1", "blue")]
