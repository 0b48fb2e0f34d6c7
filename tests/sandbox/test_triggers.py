"""Which events start which pipelines, by the rules that EventBridge has."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pipelines import InProcess, ready
from probing import Clients, embedded

from tfgen.errors import FailedError
from tfgen.sandbox.pipeline import triggers

_PIPELINE = "arn:aws:codepipeline:ap-northeast-1:123456789012:web"
_KIND = "application/vnd.oci.image.manifest.v1+json"
_PUSH = {
    "source": ["aws.ecr"],
    "detail-type": ["ECR Image Action"],
    "detail": {
        "action-type": ["PUSH"],
        "result": ["SUCCESS"],
        "repository-name": ["web"],
        "image-tag": ["release"],
    },
}
_OBJECT = {
    "source": ["aws.s3"],
    "detail-type": ["Object Created"],
    "detail": {"bucket": {"name": ["templates"]}, "object": {"key": [{"prefix": "web/"}]}},
}


@pytest.fixture
def sandbox(tmp_path: Path) -> Iterator[InProcess]:
    with embedded() as clients:
        _push(clients, "release")
        _push(clients, "abc123")
        yield ready(clients, tmp_path).sandbox


def _push(clients: Clients, tag: str) -> None:
    ecr = clients("ecr")
    if not ecr.describe_repositories()["repositories"]:
        ecr.create_repository(repositoryName="web")
    manifest = json.dumps({"mediaType": _KIND, "layers": [], "annotations": {"tag": tag}})
    ecr.put_image(repositoryName="web", imageManifest=manifest, imageTag=tag)


def _rule(
    sandbox: InProcess, name: str, pattern: dict[str, Any], *targets: str, state: str = "ENABLED"
) -> None:
    events = sandbox.client("events")
    events.put_rule(Name=name, EventPattern=json.dumps(pattern), State=state)
    listed = [{"Id": str(number), "Arn": arn} for number, arn in enumerate(targets)]
    events.put_targets(Rule=name, Targets=listed)


def _bucket(sandbox: InProcess, configuration: dict[str, Any]) -> None:
    s3 = sandbox.client("s3")
    place = {"LocationConstraint": "ap-northeast-1"}
    s3.create_bucket(Bucket="templates", CreateBucketConfiguration=place)
    s3.put_object(Bucket="templates", Key="web/taskdef.json", Body=b"{}")
    s3.put_bucket_notification_configuration(
        Bucket="templates", NotificationConfiguration=configuration
    )


def test_a_push_starts_the_pipeline_of_its_tag(sandbox: InProcess) -> None:
    _rule(sandbox, "push", _PUSH, _PIPELINE, "arn:aws:sns:ap-northeast-1:123456789012:topic")
    event = triggers.image_pushed(sandbox, "web", "release")
    assert event["detail"]["image-digest"].startswith("sha256:")
    assert triggers.started_by(sandbox, event) == ["web"]
    assert triggers.started_by(sandbox, triggers.image_pushed(sandbox, "web", "abc123")) == []


def test_a_disabled_rule_starts_nothing(sandbox: InProcess) -> None:
    _rule(sandbox, "push", _PUSH, _PIPELINE, state="DISABLED")
    assert triggers.started_by(sandbox, triggers.image_pushed(sandbox, "web", "release")) == []


def test_a_schedule_is_no_event(sandbox: InProcess) -> None:
    events = sandbox.client("events")
    events.put_rule(Name="nightly", ScheduleExpression="rate(1 day)")
    events.put_targets(Rule="nightly", Targets=[{"Id": "1", "Arn": _PIPELINE}])
    assert triggers.started_by(sandbox, triggers.image_pushed(sandbox, "web", "release")) == []


def test_each_pipeline_is_named_once(sandbox: InProcess) -> None:
    for number in range(3):
        _rule(sandbox, f"push-{number}", _PUSH, _PIPELINE, _PIPELINE.replace(":web", ":a"))
    event = triggers.image_pushed(sandbox, "web", "release")
    assert triggers.started_by(sandbox, event) == ["a", "web"]


def test_a_push_that_did_not_happen_is_no_event(sandbox: InProcess) -> None:
    with pytest.raises(FailedError, match="web:none"):
        triggers.image_pushed(sandbox, "web", "none")


def test_an_object_starts_the_pipeline(sandbox: InProcess) -> None:
    _bucket(sandbox, {"EventBridgeConfiguration": {}})
    _rule(sandbox, "object", _OBJECT, _PIPELINE)
    event = triggers.object_created(sandbox, "templates", "web/taskdef.json")
    assert event["detail"]["object"]["size"] == 2
    assert triggers.started_by(sandbox, event) == ["web"]


def test_a_bucket_that_sends_nothing_starts_nothing(sandbox: InProcess) -> None:
    _bucket(sandbox, {})
    _rule(sandbox, "object", _OBJECT, _PIPELINE)
    event = triggers.object_created(sandbox, "templates", "web/taskdef.json")
    assert triggers.started_by(sandbox, event) == []


def test_an_object_that_is_not_there_is_no_event(sandbox: InProcess) -> None:
    _bucket(sandbox, {})
    with pytest.raises(FailedError, match="there is no object none"):
        triggers.object_created(sandbox, "templates", "none")
