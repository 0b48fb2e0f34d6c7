"""CodePipeline: the form of its timestamps."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime

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
