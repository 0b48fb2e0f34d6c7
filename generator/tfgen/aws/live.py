"""What the services of a plan run now, and whether something is under way there."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from tfgen.aws.deployments import described, revision_number
from tfgen.review.live import Live, RunningService

Client = Callable[[str], Any]
"""The name of an AWS service -> a boto3 client."""
# Executions are listed newest first, and only a few can be under way in one pipeline.
_NEWEST = 20


def client(environ: Mapping[str, str], region: str) -> Client:
    """Clients with the credentials and endpoints that an environment names."""
    import boto3

    keys = {
        "aws_access_key_id": environ.get("AWS_ACCESS_KEY_ID"),
        "aws_secret_access_key": environ.get("AWS_SECRET_ACCESS_KEY"),
        "aws_session_token": environ.get("AWS_SESSION_TOKEN"),
    }
    session = boto3.Session(
        region_name=region, profile_name=environ.get("AWS_PROFILE") or None, **keys
    )
    return lambda name: session.client(name, endpoint_url=environ.get("AWS_ENDPOINT_URL"))


def look(clients: Client, wanted: Iterable[tuple[str, str]], pipelines: Iterable[str] = ()) -> Live:
    """What the services run, given as pairs of cluster and name, and what goes on in pipelines.

    Those that do not exist are left out.

    Raises what botocore raises where AWS does not answer, or refuses.
    """
    ecs = clients("ecs")
    found = {}
    for cluster, name in wanted:
        answer = _described(ecs, cluster, name)
        if answer and answer["status"] == "ACTIVE":
            service = _service(ecs, cluster, answer)
            found[service.key] = service
    going_on = {
        name: what
        for name in pipelines
        if (what := _executions(clients("codepipeline"), name)) is not None
    }
    return Live(found, going_on)


def _described(ecs: Any, cluster: str, name: str) -> Mapping[str, Any] | None:
    try:
        found: list[Mapping[str, Any]] = ecs.describe_services(cluster=cluster, services=[name])[
            "services"
        ]
    except ecs.exceptions.ClusterNotFoundException:
        return None
    return found[0] if found else None


def _executions(codepipeline: Any, name: str) -> str | None:
    """What a pipeline is at; empty where it is quiet, None where there is no such pipeline.

    https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_PipelineExecutionSummary.html
    """
    try:
        answer = codepipeline.list_pipeline_executions(pipelineName=name, maxResults=_NEWEST)
    except codepipeline.exceptions.PipelineNotFoundException:
        return None
    states = {one["status"] for one in answer["pipelineExecutionSummaries"]}
    return "an execution is under way" if states & {"InProgress", "Stopping"} else ""


def _service(ecs: Any, cluster: str, answer: Mapping[str, Any]) -> RunningService:
    revision = described(ecs, _revision(answer))
    family = revision.revision.rpartition("/")[2].rpartition(":")[0]
    return RunningService(
        cluster,
        answer["serviceName"],
        family,
        revision_number(revision.revision),
        revision.images,
        _under_way(answer),
    )


def _revision(answer: Mapping[str, Any]) -> str:
    """The revision that serves: of a service with task sets, that of the primary one."""
    sets: list[Mapping[str, Any]] = answer.get("taskSets") or []
    primary = next((one for one in sets if one.get("status") == "PRIMARY"), None)
    revision: str = (primary or answer)["taskDefinition"]
    return revision


def _under_way(answer: Mapping[str, Any]) -> str:
    """What goes on in a service, by its deployments and task sets; empty where it is quiet.

    https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Deployment.html
    """
    deployments: list[Mapping[str, Any]] = answer.get("deployments") or []
    if any(one.get("rolloutState") == "IN_PROGRESS" for one in deployments):
        return "a deployment is under way"
    if len(answer.get("taskSets") or []) > 1:
        return "a blue/green deployment is under way"
    return ""
