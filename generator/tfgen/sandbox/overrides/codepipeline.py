"""CodePipeline: the form of its timestamps, and executions that take time."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime

from moto.codepipeline.models import PipelineExecution
from moto.codepipeline.responses import CodePipelineResponse


def get_pipeline(_response: CodePipelineResponse, moto: Callable[[], str]) -> str:
    """GetPipeline gives `created` and `updated` as seconds since 1970.

    https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_PipelineMetadata.html
    moto sends text, which the SDK of the Terraform provider refuses to decode.
    """
    answer = json.loads(moto())
    times = answer["metadata"]
    for key in ("created", "updated"):
        times[key] = datetime.fromisoformat(times[key]).timestamp()
    return json.dumps(answer)


def start_pipeline_execution(response: CodePipelineResponse, moto: Callable[[], str]) -> str:
    """StartPipelineExecution begins an execution; the sandbox's own runner works apart from it.

    https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_StartPipelineExecution.html
    moto takes it for succeeded at once, so that no pipeline is ever seen at work.
    """
    answer = moto()
    _execution(response, json.loads(answer)["pipelineExecutionId"]).status = "InProgress"
    return answer


def stop_pipeline_execution(response: CodePipelineResponse, _moto: Callable[[], str]) -> str:
    """StopPipelineExecution ends an execution.

    https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_StopPipelineExecution.html
    moto has no such call. Nothing runs here that would have to end first: it is Stopped at once.
    """
    name = response._get_param("pipelineExecutionId")
    _execution(response, name).status = "Stopped"
    return json.dumps({"pipelineExecutionId": name})


def _execution(response: CodePipelineResponse, name: str) -> PipelineExecution:
    backend = response.codepipeline_backend
    pipeline = response._get_param("name") or response._get_param("pipelineName")
    return backend.get_pipeline_execution(pipeline, name)
