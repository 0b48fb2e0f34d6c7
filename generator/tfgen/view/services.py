"""What ECS makes of a service and its task definition."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from tfgen.view.model import ABSENT, Item, Known, Node, View

SERVICE = "aws_ecs_service"
TASK_DEFINITION = "aws_ecs_task_definition"
_ACTIVITIES = (
    "dynamic_scaling_in_suspended",
    "dynamic_scaling_out_suspended",
    "scheduled_scaling_suspended",
)
_FARGATE_PROVIDERS = frozenset({"FARGATE", "FARGATE_SPOT"})


def controller(service: Item) -> str | None:
    """Who deploys a service: `ECS`, `CODE_DEPLOY` or `EXTERNAL`; None where it is not known.

    https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DeploymentController.html
    """
    blocks = service.blocks("deployment_controller")
    if blocks.absent:
        return "ECS"
    if blocks.only is None:
        return None
    return "ECS" if blocks.only.attribute("type") is ABSENT else blocks.only.text("type")


def rolling(service: Item) -> bool:
    """Whether ECS itself certainly deploys a service, by replacing its tasks."""
    strategies = ("deployment_configuration",)  # blue/green by ECS, AWS provider 6 and later
    plain = all(service.blocks(name).absent for name in strategies)
    return controller(service) == "ECS" and plain


def task_of(service: Item) -> Item | None:
    """The resource with the task definition of a service, where it is known."""
    target = service.target("task_definition")
    # `"family:${max(…)}"` begins with no reference.
    named = (target,) if target else service.sources("task_definition")
    found = [each for each in named if each.type == TASK_DEFINITION and each.mode == "resource"]
    return found[0] if len(found) == 1 else None


def tracks_latest(task: Item) -> bool:
    """Whether a task definition may stand for the newest ACTIVE revision, not for Terraform's own.

    https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/ecs_task_definition#track_latest-1
    """
    answer = task.attribute("track_latest")
    return answer is not ABSENT and not (isinstance(answer, Known) and answer.flag is False)


def on_fargate(task: Item) -> bool:
    """Whether a task definition is certainly registered for Fargate."""
    answer = task.attribute("requires_compatibilities")
    return isinstance(answer, Known) and "FARGATE" in answer.items


def network_mode(task: Item) -> str | None:
    """The network mode of a task definition; None where it is not known.

    Without one it is `bridge` on Linux; on Windows there is another default.
    """
    answer = task.attribute("network_mode")
    if isinstance(answer, Known):
        return answer.text
    return "bridge" if answer is ABSENT and task.blocks("runtime_platform").absent else None


def launched_on_fargate(service: Item) -> bool:
    """Whether the tasks of a service certainly run on Fargate."""
    if service.text("launch_type") == "FARGATE":
        return True
    blocks = service.blocks("capacity_provider_strategy")
    names = {each.text("capacity_provider") for each in blocks}
    return bool(names) and blocks.complete and names <= _FARGATE_PROVIDERS


def scaling_targets(view: View, service: Item) -> Iterator[Item]:
    """The targets of Application Auto Scaling that set the number of tasks of a service.

    The resource is `service/<cluster>/<service>`:
    https://docs.aws.amazon.com/autoscaling/application/APIReference/API_RegisterScalableTarget.html
    """
    for target in view.resources("aws_appautoscaling_target"):
        if _only(service, target.sources("resource_id")) or _named(target, service):
            yield target


def _only(service: Item, named: Iterable[Item]) -> bool:
    """Whether a service is the only one of those that are named."""
    return [item for item in named if item.type == SERVICE] == [service]


def scales(target: Item) -> bool:
    """Whether a target certainly changes the number of tasks: not all of its activity is suspended.

    https://docs.aws.amazon.com/autoscaling/application/APIReference/API_SuspendedState.html
    """
    state = target.blocks("suspended_state")
    if not target.exists or state.absent:
        return target.exists
    suspended = [state.only.attribute(name) for name in _ACTIVITIES] if state.only else []
    return any(
        answer is ABSENT or (isinstance(answer, Known) and answer.settled and answer.flag is False)
        for answer in suspended
    )


def _named(target: Item, service: Item) -> bool:
    resource, name = target.text("resource_id"), service.text("name")
    cluster = service.attribute("cluster")
    if resource is None or name is None or not isinstance(cluster, Known):
        return False
    return resource == f"service/{(cluster.text or '').rpartition('/')[2]}/{name}"


def deploying_actions(view: View, provider: str) -> Iterator[tuple[Item, Node]]:
    """The actions of pipelines with this provider (`ECS`, `CodeDeployToECS`), and the pipelines."""
    for pipeline in view.resources("aws_codepipeline"):
        for stage in pipeline.blocks("stage"):
            for action in stage.blocks("action"):
                if action.text("provider") == provider and action.text("category") == "Deploy":
                    yield pipeline, action


def deploys(action: Node, service: Item) -> bool:
    """Whether an action certainly names this service."""
    if _only(service, action.sources("configuration")):
        return True
    answer = action.attribute("configuration")
    settings = answer.value if isinstance(answer, Known) else None
    name = settings.get("ServiceName") if isinstance(settings, dict) else None
    return isinstance(name, str) and name == service.text("name")
