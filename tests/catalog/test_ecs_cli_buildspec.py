"""The ecs-cli-deploy module's buildspec, run by bash with ecs-cli, aws and curl stood in for."""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

BUILDSPEC = Path(__file__).parents[2] / "modules" / "ecs-cli-deploy" / "buildspec.yml"
BASH = shutil.which("bash") or "/bin/bash"

# Each call is a line of $CALLS; the step in $FAILS fails.
ECS_CLI = """#!/bin/bash
echo "ecs-cli $*" >> "$CALLS"
[[ -n "$FAILS" && "$*" == *"$FAILS"* ]] && exit 1
exit 0
"""
AWS = """#!/bin/bash
case "$*" in
  *"taskDefinition | "*) echo "$BEFORE" ;;
  *loadBalancers*) echo "$BEHIND" ;;
  *desiredCount*) echo "$COUNT" ;;
  *list-task-definitions*) echo "$REVISIONS" ;;
  *) echo "aws $*" >> "$CALLS" ;;
esac
"""
# Gives the stand-in for ecs-cli, and the sum of $SUM_OF.
CURL = """#!/bin/bash
echo "curl ${!#}" >> "$CALLS"
while [ $# -gt 1 ]; do
  [ "$1" = --output ] && { cp "$DOWNLOAD" "$2"; exit 0; }
  shift
done
md5sum < "$SUM_OF" | sed 's/ .*//'
"""
# In the place of the one that writes to /usr/local/bin.
INSTALL = """#!/bin/bash
cp "$3" "$INSTALLED" && chmod "$2" "$INSTALLED" && echo "install $4" >> "$CALLS"
"""

# The strictest way to run a buildspec: a shell for each command, and nothing carried over but the
# exported variables.
COMMAND = """cd "$WORK"
[ -f "$STATE" ] && . "$STATE"
export CODEBUILD_BUILD_SUCCEEDING=$1
{command}
code=$?
export -p > "$STATE"
exit $code
"""
IMAGE = "111111111111.dkr.ecr.eu-west-1.amazonaws.com/web@sha256:ab"
NGINX = "targetGroupArn=arn:nginx,containerName=nginx,containerPort=80"
WEB = "targetGroupArn=arn:web,containerName=web,containerPort=3000"
FLAGS = (
    "--cluster stg --region eu-west-1 --timeout 20 "
    "--deployment-min-healthy-percent 100 --deployment-max-percent 200"
)
PROJECT = (
    "ecs-cli compose --project-name web-stg --file docker-compose.yml "
    "--ecs-params ecs-params.yml service"
)
RECORDED = f"aws ssm put-parameter --name /web-stg/image --type String --overwrite --value {IMAGE}"
REVISION = "arn:aws:ecs:eu-west-1:111111111111:task-definition/web-stg:"


@dataclass(frozen=True)
class Deployment:
    """A folder in which the buildspec runs."""

    folder: Path

    @property
    def calls(self) -> list[str]:
        path = self.folder / "calls"
        return path.read_text(encoding="utf-8").splitlines() if path.exists() else []

    def run(self, **more: str) -> bool:
        """Runs the phases as CodeBuild orders them; whether the build succeeded."""
        spec: dict[str, Any] = YAML(typ="safe").load(BUILDSPEC.read_text(encoding="utf-8"))
        env = self._environment(**more)
        (self.folder / "state").unlink(missing_ok=True)
        for name in ("install", "pre_build"):
            if not self._phase(spec["phases"][name], env, succeeding=True):
                return False
        done = self._phase(spec["phases"]["build"], env, succeeding=True)
        return self._phase(spec["phases"]["post_build"], env, succeeding=done) and done

    def _phase(self, phase: dict[str, Any], env: dict[str, str], *, succeeding: bool) -> bool:
        for command in phase["commands"]:
            script = COMMAND.replace("{command}", command)
            argv = [BASH, "-c", script, "bash", str(int(succeeding))]
            if subprocess.run(argv, env=env, capture_output=True, check=False).returncode:
                return False
        return True

    def _environment(self, **more: str) -> dict[str, str]:
        return {
            "PATH": f"{self.folder / 'bin'}:/usr/bin:/bin",
            "WORK": str(self.folder / "work"),
            "STATE": str(self.folder / "state"),
            "CALLS": str(self.folder / "calls"),
            "DOWNLOAD": str(self.folder / "download"),
            "SUM_OF": str(self.folder / "download"),
            "INSTALLED": str(self.folder / "bin" / "ecs-cli"),
            "CODEBUILD_SRC_DIR_image": str(self.folder / "image"),
            "FAILS": "",
            "BEFORE": f"{REVISION}4",
            "BEHIND": "",
            "COUNT": "2",
            "REVISIONS": f"{REVISION}6 {REVISION}5 {REVISION}4 {REVISION}3",
            "DEPLOY_NAME": "web-stg",
            "DEPLOY_CLUSTER": "stg",
            "DEPLOY_REGION": "eu-west-1",
            "DEPLOY_IMAGE_PARAMETER": "/web-stg/image",
            "DEPLOY_DESIRED_COUNT": "2",
            "DEPLOY_GRACE_PERIOD": "60",
            "DEPLOY_TIMEOUT": "20",
            "DEPLOY_MINIMUM_HEALTHY_PERCENT": "100",
            "DEPLOY_MAXIMUM_PERCENT": "200",
            "DEPLOY_ECS_CLI_URL": "https://example.com/ecs-cli-v1.21.0",
            **more,
        }


@pytest.fixture
def deployment(tmp_path: Path) -> Deployment:
    for folder in ("bin", "work", "image"):
        (tmp_path / folder).mkdir()
    (tmp_path / "image" / "imagedefinitions.json").write_text(
        json.dumps([{"name": "web", "imageUri": IMAGE}, {"name": "sidekiq", "imageUri": IMAGE}])
    )
    (tmp_path / "download").write_text(ECS_CLI, encoding="utf-8")
    for command, text in (("ecs-cli", ECS_CLI), ("aws", AWS), ("curl", CURL), ("install", INSTALL)):
        path = tmp_path / "bin" / command
        path.write_text(text, encoding="utf-8")
        path.chmod(0o755)
    return Deployment(tmp_path)


def test_an_update_behind_two_target_groups(deployment: Deployment) -> None:
    behind = f"{WEB}\t{NGINX}"
    assert deployment.run(DEPLOY_TARGET_GROUPS=f"{NGINX} {WEB}", BEHIND=behind)
    groups = f"--target-groups {NGINX} --target-groups {WEB} --health-check-grace-period 60"
    assert deployment.calls == [
        "ecs-cli --version",
        f"{PROJECT} up --launch-type FARGATE {FLAGS} {groups}",
        RECORDED,
    ]


def test_a_new_worker_is_scaled_to_its_number_of_tasks(deployment: Deployment) -> None:
    assert deployment.run(BEFORE="None", COUNT="1")
    assert deployment.calls[1:] == [
        f"{PROJECT} up --launch-type FARGATE {FLAGS}",
        f"{PROJECT} scale {FLAGS} 2",
        RECORDED,
    ]


@pytest.mark.parametrize("step", ["service up", "service scale"])
def test_a_failed_deployment_goes_back_and_retires_what_failed(
    deployment: Deployment, step: str
) -> None:
    assert not deployment.run(FAILS=step, COUNT="1")
    calls = [call.partition(" --query")[0] for call in deployment.calls]
    assert calls[-3:] == [
        f"aws ecs update-service --cluster stg --service web-stg --task-definition {REVISION}4",
        f"aws ecs deregister-task-definition --task-definition {REVISION}6",
        f"aws ecs deregister-task-definition --task-definition {REVISION}5",
    ]
    assert RECORDED not in calls


def test_a_first_deployment_that_fails_has_nothing_to_go_back_to(deployment: Deployment) -> None:
    assert not deployment.run(FAILS="service up", BEFORE="None")
    assert [call for call in deployment.calls if call.startswith("aws")] == []


@pytest.mark.parametrize(("wanted", "behind"), [(f"{NGINX} {WEB}", NGINX), ("", WEB), (WEB, "")])
def test_nothing_is_deployed_behind_other_target_groups(
    deployment: Deployment, wanted: str, behind: str
) -> None:
    assert not deployment.run(DEPLOY_TARGET_GROUPS=wanted, BEHIND=behind)
    assert deployment.calls == ["ecs-cli --version"]


def test_ecs_cli_is_fetched_where_it_is_missing(deployment: Deployment) -> None:
    (deployment.folder / "bin" / "ecs-cli").unlink()
    assert deployment.run()
    assert deployment.calls[:4] == [
        "curl https://example.com/ecs-cli-v1.21.0",
        "curl https://example.com/ecs-cli-v1.21.0.md5",
        "install /usr/local/bin/ecs-cli",
        "ecs-cli --version",
    ]


def test_a_known_sum_is_not_fetched(deployment: Deployment) -> None:
    (deployment.folder / "bin" / "ecs-cli").unlink()
    assert deployment.run(DEPLOY_ECS_CLI_SHA256=hashlib.sha256(ECS_CLI.encode()).hexdigest())
    assert deployment.calls[1] == "install /usr/local/bin/ecs-cli"


@pytest.mark.parametrize(
    "other", [{"SUM_OF": str(BUILDSPEC)}, {"DEPLOY_ECS_CLI_SHA256": "0" * 64}, {"DOWNLOAD": "/no"}]
)
def test_a_download_that_is_not_what_it_should_be_is_not_run(
    deployment: Deployment, other: dict[str, str]
) -> None:
    (deployment.folder / "bin" / "ecs-cli").unlink()
    assert not deployment.run(**other)
    assert not [call for call in deployment.calls if not call.startswith("curl")]
