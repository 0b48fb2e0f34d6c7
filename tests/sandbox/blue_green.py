"""A service that CodeDeploy deploys, behind a production and a test listener, made by boto3."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

Clients = Callable[[str], Any]

_KIND = "application/vnd.oci.image.manifest.v1+json"
_ROLE = "arn:aws:iam::123456789012:role/any"
_PORTS = {"production": 80, "test": 8080}
_ROLLBACK = ["DEPLOYMENT_FAILURE", "DEPLOYMENT_STOP_ON_ALARM"]
ALARM = "web-5xx"


@dataclass(frozen=True)
class World:
    """Cluster `stg`, service `web`, application and deployment group `web`, repository `web`."""

    clients: Clients
    groups: dict[str, str]
    listeners: dict[str, str]

    def service(self) -> dict[str, Any]:
        found = self.clients("ecs").describe_services(cluster="stg", services=["web"])
        first: dict[str, Any] = found["services"][0]
        return first

    def task_sets(self) -> list[tuple[str, str, str]]:
        """Status, revision and target group of each task set."""
        names = {arn: name for name, arn in self.groups.items()}
        return [
            (
                one["status"],
                one["taskDefinition"].rpartition("/")[2],
                names[one["loadBalancers"][0]["targetGroupArn"]],
            )
            for one in self.service()["taskSets"]
        ]

    def weights(self, listener: str = "production") -> dict[str, int]:
        """What the one rule of the listener gives to each target group."""
        rules = self.clients("elbv2").describe_rules(ListenerArn=self.listeners[listener])["Rules"]
        names = {arn: name for name, arn in self.groups.items()}
        [rule] = [rule for rule in rules if not rule["IsDefault"]]
        [action] = rule["Actions"]
        if "ForwardConfig" not in action:
            return {names[action["TargetGroupArn"]]: 1}
        return {
            names[group["TargetGroupArn"]]: group["Weight"]
            for group in action["ForwardConfig"]["TargetGroups"]
        }

    def image(self, tag: str, **annotations: str) -> str:
        """Pushes an image with annotations such as traffic="fail"; gives it by digest."""
        ecr = self.clients("ecr")
        named = {f"tfgen.sandbox/{key}": value for key, value in annotations.items()}
        manifest = {"mediaType": _KIND, "layers": [], "annotations": {"tag": tag, **named}}
        made = ecr.put_image(repositoryName="web", imageManifest=json.dumps(manifest), imageTag=tag)
        uri = ecr.describe_repositories()["repositories"][0]["repositoryUri"]
        return f"{uri}@{made['image']['imageId']['imageDigest']}"

    def revision(self, image: str = "nginx") -> str:
        """Registers a revision of the family `web`; gives its ARN."""
        container = {"name": "web", "image": image, "portMappings": [{"containerPort": 3000}]}
        made = self.clients("ecs").register_task_definition(
            family="web",
            requiresCompatibilities=["FARGATE"],
            networkMode="awsvpc",
            cpu="256",
            memory="512",
            containerDefinitions=[container],
        )
        arn: str = made["taskDefinition"]["taskDefinitionArn"]
        return arn

    def deploy(self, revision: str, **changes: Any) -> str:
        """Starts a deployment of a revision; gives the deployment's id."""
        made = self.clients("codedeploy").create_deployment(
            applicationName="web",
            deploymentGroupName="web",
            revision={
                "revisionType": "AppSpecContent",
                "appSpecContent": {"content": appspec(revision, **changes)},
            },
        )
        identifier: str = made["deploymentId"]
        return identifier

    def look(self, deployment: str) -> dict[str, Any]:
        found = self.clients("codedeploy").get_deployment(deploymentId=deployment)
        info: dict[str, Any] = found["deploymentInfo"]
        return info

    def let_go(self, deployment: str) -> None:
        self.clients("codedeploy").continue_deployment(
            deploymentId=deployment, deploymentWaitType="TERMINATION_WAIT"
        )

    def alarm(self) -> str:
        """The state of the alarm that the deployment group names."""
        [found] = self.clients("cloudwatch").describe_alarms(AlarmNames=[ALARM])["MetricAlarms"]
        state: str = found["StateValue"]
        return state


def appspec(
    revision: str,
    container: str = "web",
    port: int = 3000,
    hooks: dict[str, str] | None = None,
    network: dict[str, Any] | None = None,
) -> str:
    """An AppSpec as people write it."""
    lines = [
        "version: 0.0",
        "Resources:",
        "  - TargetService:",
        "      Type: AWS::ECS::Service",
        "      Properties:",
        f"        TaskDefinition: {revision}",
        "        LoadBalancerInfo:",
        f"          ContainerName: {container}",
        f"          ContainerPort: {port}",
    ]
    if network:
        lines.append(f"        NetworkConfiguration: {json.dumps(network)}")
    if hooks:
        lines += ["Hooks:", *(f"  - {name}: {value}" for name, value in hooks.items())]
    return "\n".join([*lines, ""])


def build(clients: Clients, **group: Any) -> World:
    """Makes the world; `group` goes into CreateDeploymentGroup over the usual settings."""
    groups, listeners = _balancer(clients)
    world = World(clients, groups, listeners)
    clients("ecr").create_repository(repositoryName="web")
    ecs = clients("ecs")
    ecs.create_cluster(clusterName="stg")
    behind = {"targetGroupArn": groups["blue"], "containerName": "web", "containerPort": 3000}
    ecs.create_service(
        cluster="stg",
        serviceName="web",
        taskDefinition=world.revision(),
        desiredCount=2,
        launchType="FARGATE",
        deploymentController={"type": "CODE_DEPLOY"},
        loadBalancers=[behind],
    )
    _alarm(clients)
    codedeploy = clients("codedeploy")
    codedeploy.create_application(applicationName="web", computePlatform="ECS")
    codedeploy.create_deployment_group(**_group_settings(listeners) | group)
    return world


def _balancer(clients: Clients) -> tuple[dict[str, str], dict[str, str]]:
    ec2, elbv2 = clients("ec2"), clients("elbv2")
    vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
    subnets = [
        ec2.create_subnet(
            VpcId=vpc, CidrBlock=f"10.0.{n}.0/24", AvailabilityZone=f"ap-northeast-1{zone}"
        )["Subnet"]["SubnetId"]
        for n, zone in enumerate("ac")
    ]
    balancer = elbv2.create_load_balancer(Name="any", Subnets=subnets)["LoadBalancers"][0]
    groups = {
        name: elbv2.create_target_group(
            Name=f"web-{name}", Protocol="HTTP", Port=3000, VpcId=vpc, TargetType="ip"
        )["TargetGroups"][0]["TargetGroupArn"]
        for name in ("blue", "green", "other")
    }
    listeners = {}
    for name, port in _PORTS.items():
        made = elbv2.create_listener(
            LoadBalancerArn=balancer["LoadBalancerArn"],
            Protocol="HTTP",
            Port=port,
            DefaultActions=[
                {"Type": "fixed-response", "FixedResponseConfig": {"StatusCode": "404"}}
            ],
        )
        listeners[name] = made["Listeners"][0]["ListenerArn"]
        elbv2.create_rule(
            ListenerArn=listeners[name],
            Priority=1,
            Conditions=[{"Field": "host-header", "Values": ["web.example.com"]}],
            Actions=[{"Type": "forward", "TargetGroupArn": groups["blue"]}],
        )
    return groups, listeners


def _alarm(clients: Clients) -> None:
    clients("cloudwatch").put_metric_alarm(
        AlarmName=ALARM,
        Namespace="AWS/ApplicationELB",
        MetricName="HTTPCode_Target_5XX_Count",
        Statistic="Sum",
        Period=60,
        EvaluationPeriods=1,
        Threshold=1,
        ComparisonOperator="GreaterThanThreshold",
    )


def _group_settings(listeners: dict[str, str]) -> dict[str, Any]:
    return {
        "applicationName": "web",
        "deploymentGroupName": "web",
        "serviceRoleArn": _ROLE,
        "deploymentConfigName": "CodeDeployDefault.ECSAllAtOnce",
        "ecsServices": [{"clusterName": "stg", "serviceName": "web"}],
        "alarmConfiguration": {"enabled": True, "alarms": [{"name": ALARM}]},
        "autoRollbackConfiguration": {"enabled": True, "events": _ROLLBACK},
        "blueGreenDeploymentConfiguration": {
            "terminateBlueInstancesOnDeploymentSuccess": {
                "action": "TERMINATE",
                "terminationWaitTimeInMinutes": 5,
            },
            "deploymentReadyOption": {"actionOnTimeout": "CONTINUE_DEPLOYMENT"},
        },
        "loadBalancerInfo": {
            "targetGroupPairInfoList": [
                {
                    "targetGroups": [{"name": "web-blue"}, {"name": "web-green"}],
                    "prodTrafficRoute": {"listenerArns": [listeners["production"]]},
                    "testTrafficRoute": {"listenerArns": [listeners["test"]]},
                }
            ]
        },
    }
