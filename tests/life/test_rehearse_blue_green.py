"""Blue/green with real Terraform: the example's whole life, and the template that AWS would get."""

from __future__ import annotations

import json
import shutil

from botocore.session import get_session
from botocore.validate import ParamValidator

from tfgen import deployment_template, project, services, strategies
from tfgen.cli.progress import Lines
from tfgen.rehearsal import blue_green
from tfgen.rehearsal.stage import Stage, staged
from tfgen.review.mask import Mask
from tfgen.review.model import Impact
from tfgen.runner.drifting import Drifter
from tfgen.runner.selection import StackFolder
from tfgen.sandbox import workspace


def test_the_rails_example_lives_through_everything(quick, data_root) -> None:
    shutil.copy(data_root("examples/rails-bluegreen/store.yaml"), quick.root / "services")
    assert quick.run("generate")[0] == 0
    loaded = project.load(quick.root)
    [service] = services.chosen(services.load(loaded), ["store"])
    seen = {}
    source = data_root("examples/rails-bluegreen/app")
    with staged(loaded, service, "stg", source) as stage:
        for name, act in blue_green.SCRIPT:
            seen[name] = act(stage)
            if name == "apply":
                _look_at_the_template(stage)
            if name == "deploy by the pipeline":
                _look_for_drift(stage)
    assert "blue -> store-stg-80-green" in seen["deploy by the pipeline"]
    assert (
        "takes effect with the next deployment, which the change starts"
        in (seen["change memory and environment"])
    )
    assert "memory 2048" in seen["deploy the change"]
    assert "the new tasks failed" in seen["deploy that fails"]
    assert "an alarm went off" in seen["alarm during the wait"]


def _look_for_drift(stage: Stage) -> None:
    """What CodeDeploy has done is no drift; a template that somebody overwrites is."""
    s3 = stage.client("s3")
    template = {"Bucket": "store-stg-templates-123456789012", "Key": "store-stg/taskdef.json"}
    good = s3.get_object(**template)["Body"].read()
    s3.put_object(**template, Body=b"{}")
    stack = StackFolder("stg", "store", stage.project.stack_folder("stg", "store"))
    drifter = Drifter(
        stage.project,
        stage.bench.root / "drift",
        stage.bench.root / "logs",
        lambda stack: workspace.scratch(stage.project, stack, stage.bench),
        Mask(),
        Lines({}, quiet=True),
    )
    found = drifter.find(stack)
    s3.put_object(**template, Body=good, ContentType="application/json")
    [words] = found.words
    assert (words.address, words.impact) == ("aws_s3_object.task_definition", Impact.drifted)
    assert any(line.startswith("etag: ") for line in words.lines)
    notes = "\n".join(found.notes)
    assert "aws_ecs_service.this (load_balancer, task_definition)" in notes
    assert "aws_lb_listener_rule.public_nginx (action)" in notes


def _look_at_the_template(stage: Stage) -> None:
    """The object in S3 is what ECS takes, and what was checked when the stack was generated."""
    bucket = stage.terraform().output_json()["template_bucket"]["value"]
    stored = stage.client("s3").get_object(Bucket=bucket, Key="store-stg/taskdef.json")
    text = stored["Body"].read().decode()
    found = json.loads(text)
    ecs = get_session().get_service_model("ecs")
    shape = ecs.operation_model("RegisterTaskDefinition").input_shape
    report = ParamValidator().validate(found, shape)
    assert not report.has_errors(), report.generate_report()

    assert text.count("<IMAGE1_NAME>") == 1
    images = {one["name"]: one["image"] for one in found["containerDefinitions"]}
    assert images == {"web": "<IMAGE1_NAME>", "nginx": "public.ecr.aws/nginx/nginx:1.27"}

    [service] = services.chosen(services.load(stage.project), ["store"])
    made = strategies.stack(stage.project, service, "stg")
    checked = deployment_template.task_definition(made.values)
    assert found.keys() == checked.keys()
    for one, other in zip(
        found["containerDefinitions"], checked["containerDefinitions"], strict=True
    ):
        assert one.keys() == {key for key, value in other.items() if value}
    assert {tag["key"] for tag in found["tags"]} == {tag["key"] for tag in checked["tags"]}
