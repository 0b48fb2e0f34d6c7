"""tfgen drift with real Terraform: a deployment is none, what somebody does by hand is.

`test_rehearse_blue_green.py` has the same of a blue/green stack.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from tfgen import project
from tfgen.rehearsal import acts, rolling
from tfgen.rehearsal.stage import Stage
from tfgen.sandbox import lifecycle, workspace

POLICY = '{"Version":"2012-10-17","Statement":[{"Action":"*","Effect":"Allow","Resource":"*"}]}'
SCALING = "scaling: {min: 1, max: 3, cpu: 60}\n"


@pytest.fixture
def deployed(quick) -> Iterator[tuple[Any, Any]]:
    """A stack in the sandbox, deployed once by its pipeline."""
    quick.write("services/web.yaml", quick.read("services/web.yaml") + SCALING)
    code, _, err = quick.run("generate")
    assert code == 0, err
    code, _, err = quick.run("sandbox", "start", "--env", "stg")
    assert code == 0, err
    loaded = project.load(quick.root)
    path = workspace.state_file(loaded, "stg")
    sandbox = lifecycle.status(path)
    assert sandbox
    bench = workspace.bench(loaded, "stg", sandbox, path.parent)
    source = quick.write("app/Dockerfile", "FROM scratch\n").parent
    stage = Stage(loaded, "web", "stg", bench, source)
    acts.apply(stage)
    rolling.deploy(stage)
    yield quick, sandbox.client
    assert quick.run("sandbox", "stop")[0] == 0


def test_a_pipeline_does_not_drift_and_a_person_does(deployed) -> None:
    repository, client = deployed
    client("ecs").update_service(cluster="stg", service="web-stg", desiredCount=3)
    state = repository.root / ".tfgen/sandbox/stg/stacks/stg/web/terraform.tfstate"
    before = state.read_bytes()
    code, out, err = repository.run("drift", "web", "--env", "stg", "--sandbox")
    assert code == 0, out + err
    assert "\n   no-op  stg/web\n" in out
    assert "owned by the pipeline: aws_ecs_service.this (task_definition), aws_ssm_" in out
    assert "owned by autoscaling: aws_ecs_service.this (desired_count)" in out
    assert state.read_bytes() == before

    _by_hand(client)
    reports = [repository.root / f"drift.{ending}" for ending in ("json", "md", "html", "xml")]
    slack = repository.root / "slack.json"
    words = [*(f"--report={path}" for path in reports), "--slack", str(slack)]
    code, out, err = repository.run("drift", "--env", "stg", "--sandbox", *words)
    assert code == 2, out + err
    found = json.loads(reports[0].read_text())
    assert (found["version"], found["command"]) == (1, "drift")
    [web] = found["stacks"]
    assert web["result"] == "changed"
    assert " drifted  stg/web  3 changed, 1 deleted" in out
    told = {one["address"]: [one["impact"], *one["lines"]] for one in web["changes"]}
    assert told == {
        "aws_cloudwatch_log_group.this": ["deleted outside of Terraform", "it was /ecs/web-stg"],
        "aws_ecs_service.this": ["changed outside of Terraform", "desired_count: 1 -> 7"],
        "aws_security_group.this": [
            "changed outside of Terraform",
            'ingress: added {"cidr_blocks": ["0.0.0.0/0"], "from_port": 22, "protocol": "tcp",'
            ' "to_port": 22}',
        ],
        "module.image_build.aws_iam_role.this": [
            "changed outside of Terraform",
            f"inline_policy: added {json.dumps({'name': 'mine', 'policy': POLICY})}",
        ],
    }
    assert any(
        "owned by the pipeline: aws_ecs_service.this (task_def" in one for one in web["notes"]
    )
    for text in [path.read_text() for path in (*reports, slack)]:
        assert "aws_security_group.this" in text
    assert not list((repository.root / ".tfgen/drift").rglob("*.tfplan"))

    repository.write("stacks/stg/broken/main.tf", "resource {\n")
    code, out, err = repository.run("drift", "broken", "--env", "stg", "--sandbox")
    assert (code, "  failed  stg/broken  " in out) == (1, True)
    assert "stg/broken/main.tf:1:10: " in err


def _by_hand(client) -> None:
    """What people do in a console at night."""
    groups = client("ec2").describe_security_groups()["SecurityGroups"]
    [group] = [one["GroupId"] for one in groups if one["GroupName"].startswith("web-stg")]
    client("ec2").authorize_security_group_ingress(
        GroupId=group, IpProtocol="tcp", FromPort=22, ToPort=22, CidrIp="0.0.0.0/0"
    )
    client("ecs").update_service(cluster="stg", service="web-stg", desiredCount=7)
    client("iam").put_role_policy(
        RoleName="web-stg-build", PolicyName="mine", PolicyDocument=POLICY
    )
    client("logs").delete_log_group(logGroupName="/ecs/web-stg")
