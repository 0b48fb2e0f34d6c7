"""Pipelines made by boto3, run by the engine on an AWS in this process."""

from __future__ import annotations

import io
import json
import zipfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from probing import Clients

from tfgen.sandbox.lifecycle import Sandbox
from tfgen.sandbox.pipeline import engine
from tfgen.sandbox.pipeline.engine import Execution

_BUCKET = "artifacts"
_REGION = "ap-northeast-1"


@dataclass(frozen=True)
class InProcess(Sandbox):
    """A sandbox whose clients are those of this process."""

    clients: Clients = field(kw_only=True)

    def client(self, service: str) -> Any:
        return self.clients(service)


@dataclass(frozen=True)
class Pipelines:
    """Makes pipelines called `web` and runs them."""

    sandbox: InProcess
    source: Path

    def run(self, *stages: dict[str, Any], **options: Any) -> Execution:
        """Creates the pipeline of these stages and executes it once."""
        pipelines = self.sandbox.client("codepipeline")
        described = {
            "name": "web",
            "roleArn": _role(self.sandbox),
            "artifactStore": {"type": "S3", "location": _BUCKET},
            "pipelineType": "V2",
            # CreatePipeline wants two of them.
            "stages": [*stages, *([_LAST] if len(stages) == 1 else [])],
        }
        if pipelines.list_pipelines()["pipelines"]:
            pipelines.update_pipeline(pipeline=described)
        else:
            pipelines.create_pipeline(pipeline=described)
        return engine.execute(self.sandbox, "web", self.source, **options)

    def store(self, key: str, files: dict[str, str | bytes]) -> dict[str, Any]:
        """Puts files, zipped, into a bucket; gives the source action that reads them."""
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w") as archive:
            for name, content in files.items():
                archive.writestr(name, content)
        return self.store_raw(key, packed.getvalue())

    def store_raw(self, key: str, content: bytes) -> dict[str, Any]:
        """Puts an object into a bucket as it is; gives the source action that reads it."""
        self.sandbox.client("s3").put_object(Bucket=_BUCKET, Key=f"sources/{key}", Body=content)
        settings = {"S3Bucket": _BUCKET, "S3ObjectKey": f"sources/{key}"}
        return action(key, "Source", "S3", settings, outputs=[key])


def ready(clients: Clients, source: Path) -> Pipelines:
    """An artifact bucket, and the means to run pipelines."""
    clients("s3").create_bucket(
        Bucket=_BUCKET, CreateBucketConfiguration={"LocationConstraint": _REGION}
    )
    sandbox = InProcess("http://127.0.0.1:9", "123456789012", _REGION, 0, clients=clients)
    return Pipelines(sandbox, source)


def action(
    name: str,
    category: str,
    provider: str,
    configuration: dict[str, str] | None = None,
    *,
    inputs: list[str] | None = None,
    outputs: list[str] | None = None,
) -> dict[str, Any]:
    """An action as CreatePipeline takes it."""
    return {
        "name": name,
        "actionTypeId": {
            "category": category,
            "owner": "AWS",
            "provider": provider,
            "version": "1",
        },
        "configuration": configuration or {},
        "inputArtifacts": [{"name": one} for one in inputs or []],
        "outputArtifacts": [{"name": one} for one in outputs or []],
    }


def stage(name: str, *actions: dict[str, Any], **conditions: Any) -> dict[str, Any]:
    """A stage as CreatePipeline takes it."""
    return {"name": name, "actions": list(actions), **conditions}


_LAST = stage("Last", action("Approve", "Approval", "Manual"))


def rule(name: str, *commands: str, inputs: list[str] | None = None) -> dict[str, Any]:
    """A condition with one Commands rule."""
    kind = {"category": "Rule", "owner": "AWS", "provider": "Commands", "version": "1"}
    one = {
        "name": name,
        "ruleTypeId": kind,
        "commands": list(commands),
        "inputArtifacts": [{"name": name} for name in inputs or []],
    }
    return {"conditions": [{"rules": [one]}]}


def project(clients: Clients, buildspec: str, **environment: Any) -> dict[str, str]:
    """A CodeBuild project `build`; gives the configuration of an action that runs it."""
    clients("codebuild").create_project(
        name="build",
        serviceRole="arn:aws:iam::123456789012:role/any",
        source={"type": "CODEPIPELINE", "buildspec": buildspec},
        artifacts={"type": "CODEPIPELINE"},
        environment={
            "type": "LINUX_CONTAINER",
            "image": "aws/codebuild/amazonlinux-x86_64-standard:5.0",
            "computeType": "BUILD_GENERAL1_SMALL",
            **environment,
        },
    )
    return {"ProjectName": "build"}


def _role(sandbox: Sandbox) -> str:
    iam = sandbox.client("iam")
    for role in iam.list_roles()["Roles"]:
        return str(role["Arn"])
    trust = {"Statement": [{"Principal": {"Service": "codepipeline.amazonaws.com"}}]}
    made = iam.create_role(RoleName="any", AssumeRolePolicyDocument=json.dumps(trust))
    return str(made["Role"]["Arn"])
