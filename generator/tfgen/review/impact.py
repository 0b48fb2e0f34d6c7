"""What a change of a resource means to what runs."""

from __future__ import annotations

from tfgen.review.model import Change, Impact, Plan

SERVICE = "aws_ecs_service"
TASK_DEFINITION = "aws_ecs_task_definition"
PIPELINE = "aws_codepipeline"
_TEMPLATE = "aws_s3_object"
# Without one of these requests find no tasks until its successor stands.
_IN_THE_WAY = frozenset(
    {
        SERVICE,
        "aws_lb",
        "aws_alb",
        "aws_lb_listener",
        "aws_lb_listener_rule",
        "aws_lb_target_group",
        "aws_ecs_cluster",
        "aws_db_instance",
        "aws_rds_cluster",
        "aws_elasticache_replication_group",
    }
)
_SCALED = frozenset({"aws_appautoscaling_target"})


def impact(change: Change, plan: Plan) -> Impact:
    """The class of one change of a plan."""
    if change.kind in ("replace", "destroy"):
        return _replaced(change)
    if change.type == SERVICE and change.kind == "change":
        return _service(change, plan)
    if change.type == _TEMPLATE and change.kind == "change":
        return Impact.next_deployment
    return Impact.in_place


def _replaced(change: Change) -> Impact:
    if change.type == TASK_DEFINITION:
        # A revision cannot be changed: a new one takes its place, and tells of no interruption.
        return Impact.rolling if change.kind == "replace" else Impact.in_place
    if change.kind == "destroy":
        return Impact.outage if change.type in _IN_THE_WAY else Impact.destruction
    return Impact.downtime if change.type in _IN_THE_WAY else Impact.replacement


def _service(change: Change, plan: Plan) -> Impact:
    if change.changes("desired_count") and scaled(plan):
        return Impact.scaling
    deploys = ("task_definition", "network_configuration", "launch_type", "platform_version")
    if any(change.changes(one) for one in (*deploys, "capacity_provider_strategy")):
        return Impact.rolling
    return Impact.in_place


def scaled(plan: Plan) -> bool:
    """Whether Application Auto Scaling sets the number of tasks of a service of this plan."""
    return any(
        kind in _SCALED and values.get("service_namespace") == "ecs"
        for kind, values in plan.planned
    )
