"""A service moves from one strategy to another with real Terraform, and is never without tasks."""

from __future__ import annotations

import json

import pytest

from tfgen import generation, project, services, yaml_file
from tfgen.errors import FailedError
from tfgen.migration import rewriting
from tfgen.migration.steps import State
from tfgen.rehearsal import acts
from tfgen.rehearsal.stage import staged

LEGACY = """\
    name: web
    strategy: ecs-cli
    source: {repository: example/web, branch: release}
    build:
      organization_id: 1234abcd-12ab-34cd-56ef-1234567890ab
      project_id: abcd1234-ab12-cd34-ef56-abcdef123456
    containers:
      web: {port: 3000}
    ingress: {listener: public, container: web, hosts: [web.example.com], priority: 100}
    environments:
      stg: {scaling: {min: 2, max: 2}}
    """
WAY = ("codepipeline", "codedeploy", "codepipeline")


def _rehearsed(repository, *targets: str) -> tuple[int, dict[str, str], list[str]]:
    arguments = [part for target in targets for part in ("--to", target)]
    assert repository.run("generate")[0] == 0
    code, out, err = repository.run(
        "rehearse", "web", "--env", "stg", "--format", "json", *arguments
    )
    assert out, err
    report = json.loads(out)
    steps = {step["name"]: step["detail"] for step in report["steps"]}
    return code, steps, [step["name"] for step in report["steps"] if not step["ok"]]


def test_from_ecs_cli_to_blue_green_and_back(quick) -> None:
    quick.write("services/web.yaml", LEGACY)
    code, steps, failed = _rehearsed(quick, *WAY)
    assert code == 0, [steps[name] for name in failed]
    # The way back has the names of the way there for the same steps: the last one counts.
    assert steps["to codedeploy: step 1"].endswith(
        "requests go to web-stg; web-stg-b runs the live image"
    )
    assert steps["to codedeploy: step 2"].endswith("0 destroyed; requests go to web-stg-b")
    assert "requests go to web-stg-b; web-stg runs" in steps["to codepipeline: step 1"]
    assert steps["to codepipeline: step 3"].endswith("requests go to web-stg")
    assert "0 added" in steps["to codepipeline: the end"]
    assert "nothing left" in steps["destroy"]


def test_a_rule_that_leads_to_the_second_service_too_early_is_caught(quick, data_root) -> None:
    name = "migration/action.tf.j2"
    text = data_root(f"templates/terraform/{name}").read_text(encoding="utf-8")
    assert text.count("if beside == 1") == 2
    quick.write(f"mine/{name}", text.replace("if beside == 1", "if beside == 2"))
    quick.write("tfgen.yaml", quick.read("tfgen.yaml") + "templates: mine\n")
    code, steps, failed = _rehearsed(quick, "codedeploy")
    assert code == 1
    assert failed == ["to codedeploy: step 1"]
    assert "web-stg-b, not to web-stg" in steps[failed[0]] or "leads to" in steps[failed[0]]


def test_a_step_that_was_left_out_is_refused_by_the_plan(quick) -> None:
    assert quick.run("generate")[0] == 0
    here = project.load(quick.root)
    [service] = services.load(here)
    with staged(here, service, "stg", None) as stage:
        acts.apply(stage)
        path = services.spec_path(stage.project, "web")
        for step, words in ((2, "step 1 was never applied"), (3, "no requests yet")):
            now = State("codedeploy", "b", "codepipeline", step)
            text = rewriting.rewritten(yaml_file.read(path), {"stg": now})
            path.write_text(text, encoding="utf-8")
            generation.write(stage.project, generation.prepare(stage.project, ["web"]))
            with pytest.raises(FailedError, match=words):
                stage.plan()
