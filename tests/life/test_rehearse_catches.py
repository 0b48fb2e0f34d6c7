"""A rehearsal fails where the stack has one of the traps that it is there to catch."""

from __future__ import annotations

import json

import pytest

TRAPS = {
    # What Terraform registered last wins over what was deployed since.
    "without the newest revision": (
        "task_definition.tf.j2",
        "max(aws_ecs_task_definition.this{{ slot_suffix | plain }}.revision, "
        "data.aws_ecs_task_definition.latest.revision)",
        "aws_ecs_task_definition.this{{ slot_suffix | plain }}.revision",
        "plan after deploy",
        "change aws_ecs_service.this",
    ),
    # A change of memory brings the first image back.
    "without the live image": (
        "parts/task_definition_body.tf.j2",
        "merge({ image = aws_ssm_parameter.image.insecure_value }",
        "merge({ image = {{ bootstrap_image | hcl }} }",
        "change memory and environment",
        "brought back public.ecr.aws/nginx/nginx:1.27",
    ),
    # The failed revision stays the newest ACTIVE one.
    "without the clean-up after a failure": (
        "codepipeline/pipeline.tf.j2",
        "aws ecs deregister-task-definition",
        "echo aws ecs deregister-task-definition",
        "deploy that fails",
        "is still ACTIVE",
    ),
}


@pytest.mark.parametrize("trap", TRAPS)
def test_trap(quick, data_root, trap: str) -> None:
    template, good, bad, step, words = TRAPS[trap]
    text = data_root(f"templates/terraform/{template}").read_text(encoding="utf-8")
    assert text.count(good) == 1
    quick.write(f"mine/{template}", text.replace(good, bad))
    quick.write("tfgen.yaml", quick.read("tfgen.yaml") + "templates: mine\n")
    assert quick.run("generate")[0] == 0
    code, out, _ = quick.run("rehearse", "web", "--env", "stg", "--format", "json")
    report = json.loads(out)
    assert code == 1
    assert report["ok"] is False
    assert report["steps"][-1]["name"] == step
    assert words in report["steps"][-1]["detail"]


def test_a_stack_that_is_out_of_date_is_not_rehearsed(quick) -> None:
    code, _, err = quick.run("rehearse", "web")
    assert code == 2
    assert "tfgen generate web" in err
