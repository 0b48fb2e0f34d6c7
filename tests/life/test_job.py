"""The life of a scheduled job, and the stacks of the examples that take no requests."""

from __future__ import annotations

import json
import shutil

import pytest

STARTED_BY_PUSH = """\
    build: {where: app-ci, provider: github-actions}
    """


@pytest.fixture
def examples(quick, data_root):
    """A repository with the job and the worker of the examples."""
    for folder, name in (("scheduled-job", "report"), ("worker", "mailer")):
        source = data_root(f"examples/{folder}/{name}.yaml")
        shutil.copy(source, quick.root / "services" / f"{name}.yaml")
    return quick


def rehearsed(repository, *arguments: str) -> tuple[int, dict]:
    """The exit code of a rehearsal, and its report."""
    code, out, err = repository.run("rehearse", *arguments, "--format", "json")
    assert out, err
    return code, json.loads(out)


def test_the_job_of_the_examples_lives_through_everything(examples, data_root) -> None:
    assert examples.run("generate")[0] == 0
    source = str(data_root("examples/scheduled-job/app"))

    code, report = rehearsed(examples, "report", "--env", "prd", "--source", source)

    assert code == 0, report
    details = {step["name"]: step["detail"] for step in report["steps"]}
    assert len(details) == 10
    assert "memory still 1024" in details["release after the change"]
    assert details["run as scheduled"].startswith("cron(0 3 * * ? *) Asia/Tokyo: one task")
    assert "nothing left" in details["destroy"]


def test_a_release_that_records_nothing_is_caught(examples) -> None:
    path = examples.root / "modules" / "task-release" / "buildspec.yml"
    text = path.read_text(encoding="utf-8")
    assert text.count("aws ssm put-parameter") == 1
    recording = text.replace("aws ssm put-parameter", "echo aws ssm put-parameter")
    path.write_text(recording, encoding="utf-8")
    assert examples.run("generate")[0] == 0

    code, report = rehearsed(examples, "report", "--env", "prd")

    assert code == 1
    assert report["steps"][-1]["name"] == "release by the pipeline"
    assert "the live image is recorded as public.ecr.aws/docker/" in report["steps"][-1]["detail"]


def test_the_stacks_hold_what_each_kind_needs_and_no_more(examples) -> None:
    assert examples.run("generate")[0] == 0
    assert examples.run("validate", "stacks")[0] == 0
    for environment in ("stg", "prd"):
        job = "".join(
            path.read_text(encoding="utf-8")
            for path in (examples.root / "stacks" / environment / "report").glob("*.tf")
        )
        assert "aws_ecs_service" not in job
        assert 'data "aws_ecs_task_definition"' not in job
        assert "max(" not in job
        worker = examples.read(f"stacks/{environment}/mailer/service.tf")
        assert "load_balancer" not in worker
        assert "aws_lb" not in worker
        assert "queue_name" in worker
    assert "enabled    = false" in examples.read("stacks/stg/report/schedule.tf")
    assert "enabled" not in examples.read("stacks/prd/report/schedule.tf")


def test_a_job_whose_image_is_pushed_builds_nothing(examples) -> None:
    spec = examples.read("services/report.yaml")
    examples.write("services/report.yaml", spec + STARTED_BY_PUSH.strip() + "\n")
    assert examples.run("generate", "report")[0] == 0
    assert examples.run("validate", "stacks")[0] == 0
    pipeline = examples.read("stacks/prd/report/pipeline.tf")
    assert "image_build" not in pipeline
    release = pipeline.partition('name            = "Release"')[2].partition("configuration")[0]
    assert 'input_artifacts = ["deployment"]' in release
