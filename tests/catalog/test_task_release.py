"""The task-release module's buildspec, run for real by bash with `aws` stood in for."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from botocore.session import get_session
from botocore.validate import validate_parameters
from ruamel.yaml import YAML

BUILDSPEC = Path(__file__).parents[2] / "modules" / "task-release" / "buildspec.yml"

BASH = shutil.which("bash") or "/bin/bash"
IMAGE = "111111111111.dkr.ecr.eu-west-1.amazonaws.com/report@sha256:" + "ab" * 32
FORMER = "arn:aws:ecs:eu-west-1:111111111111:task-definition/report-stg:7"
NEW = "arn:aws:ecs:eu-west-1:111111111111:task-definition/report-stg:8"

# Each call is a line of $CALLS; the one in $FAILS fails.
FAKE_AWS = f"""#!/bin/bash
if [ "$3" = --generate-cli-skeleton ]; then cat "$HOME/skeleton"; exit; fi
echo "aws $*" >> "$CALLS"
[ "$FAILS" = "$2" ] && exit 1
case "$2" in
  describe-task-definition) cat "$HOME/former" ;;
  register-task-definition) cp "${{4#file://}}" "$HOME/registered" && echo {NEW} ;;
esac
exit 0
"""

# The strictest way to run a buildspec: a shell for each command, and nothing carried over.
COMMAND = 'cd "$WORK"\n{command}\n'


def shape() -> Any:
    """The input of RegisterTaskDefinition as botocore knows it."""
    model = get_session().get_service_model("ecs")
    return model.operation_model("RegisterTaskDefinition").input_shape


@dataclass(frozen=True)
class Release:
    """A folder in which the buildspec runs with a stand-in for aws."""

    folder: Path

    def given(self, former: dict[str, Any], images: list[dict[str, str]]) -> None:
        """What ECS answers, and what the build has handed on."""
        (self.folder / "former").write_text(json.dumps(former), encoding="utf-8")
        path = self.folder / "work" / "imagedefinitions.json"
        path.write_text(json.dumps(images), encoding="utf-8")

    @property
    def calls(self) -> list[str]:
        path = self.folder / "calls"
        return path.read_text(encoding="utf-8").splitlines() if path.exists() else []

    @property
    def operations(self) -> list[str]:
        return [call.split()[2] for call in self.calls]

    @property
    def registered(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads((self.folder / "registered").read_text(encoding="utf-8"))
        return found

    def environment(self, fails: str = "") -> dict[str, str]:
        python = Path(sys.executable).parent
        return {
            "PATH": f"{self.folder / 'bin'}:{python}:{os.defpath}",
            "HOME": str(self.folder),
            "WORK": str(self.folder / "work"),
            "CALLS": str(self.folder / "calls"),
            "FAILS": fails,
            "TASK_FAMILY": "report-stg",
            "IMAGE_PARAMETER": "/report-stg/image",
        }

    def run(self, fails: str = "") -> tuple[bool, str]:
        """Runs the commands up to the first that fails; whether all went well, and the output."""
        output = ""
        for command in commands():
            done = subprocess.run(
                [BASH, "-c", COMMAND.replace("{command}", command)],
                env=self.environment(fails),
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                check=False,
            )
            output += done.stdout
            if done.returncode:
                return False, output
        return True, output


def commands() -> list[str]:
    spec = YAML(typ="safe").load(BUILDSPEC.read_text(encoding="utf-8"))
    assert list(spec["phases"]) == ["build"]
    found: list[str] = spec["phases"]["build"]["commands"]
    return found


def described(**more: Any) -> dict[str, Any]:
    """An answer of DescribeTaskDefinition: two containers of the image and one of its own."""
    return {
        "taskDefinition": {
            "taskDefinitionArn": FORMER,
            "revision": 7,
            "status": "ACTIVE",
            "requiresAttributes": [{"name": "ecs.capability.execution-role-awslogs"}],
            "compatibilities": ["EC2", "FARGATE"],
            "registeredAt": "2030-01-31T03:00:00+00:00",
            "registeredBy": "arn:aws:iam::111111111111:user/sre",
            "family": "report-stg",
            "cpu": "256",
            "memory": "512",
            "containerDefinitions": [
                {"name": "report", "image": "example.com/report:1", "essential": True},
                {"name": "upload", "image": "example.com/report:1", "command": ["upload"]},
                {"name": "agent", "image": "example.com/agent:3"},
            ],
            **more,
        },
        "tags": [{"key": "owner", "value": "sre"}, {"key": "aws:created", "value": "x"}],
    }


BUILT = [{"name": "report", "imageUri": IMAGE}, {"name": "upload", "imageUri": IMAGE}]


@pytest.fixture(scope="module")
def skeleton() -> str:
    return json.dumps(dict.fromkeys(shape().members, ""))


@pytest.fixture
def release(tmp_path: Path, skeleton: str) -> Release:
    for folder in ("bin", "work"):
        (tmp_path / folder).mkdir()
    (tmp_path / "skeleton").write_text(skeleton, encoding="utf-8")
    fake = tmp_path / "bin" / "aws"
    fake.write_text(FAKE_AWS, encoding="utf-8")
    fake.chmod(0o755)
    made = Release(tmp_path)
    made.given(described(), BUILT)
    return made


def test_the_newest_revision_is_copied_with_the_built_image_and_then_recorded(
    release: Release,
) -> None:
    ok, output = release.run()

    assert ok, output
    assert output.splitlines()[-1] == f"released {IMAGE} as {NEW}"
    assert release.operations == [
        "describe-task-definition",
        "register-task-definition",
        "put-parameter",
    ]
    assert release.calls[0].startswith(
        "aws ecs describe-task-definition --task-definition report-stg --include TAGS"
    )
    assert release.calls[2] == (
        f"aws ssm put-parameter --name /report-stg/image --type String --overwrite --value {IMAGE}"
    )
    assert release.registered == {
        "family": "report-stg",
        "cpu": "256",
        "memory": "512",
        "containerDefinitions": [
            {"name": "report", "image": IMAGE, "essential": True},
            {"name": "upload", "image": IMAGE, "command": ["upload"]},
            {"name": "agent", "image": "example.com/agent:3"},
        ],
        "tags": [{"key": "owner", "value": "sre"}],
    }


def test_nothing_that_a_revision_can_hold_is_lost(release: Release) -> None:
    samples: dict[str, Any] = {
        "string": "text — “quoted”",
        "list": [],
        "structure": {},
        "boolean": True,
    }
    own = {"family", "containerDefinitions", "tags"}
    fields = {
        name: samples[member.type_name]
        for name, member in shape().members.items()
        if name not in own
    }
    assert {"volumes", "runtimePlatform", "ephemeralStorage", "networkMode"} <= set(fields)
    release.given(described(**fields), BUILT)

    ok, output = release.run()

    assert ok, output
    assert {name: release.registered[name] for name in fields} == fields
    assert set(release.registered) == set(fields) | own


def test_what_is_registered_is_what_the_api_takes(release: Release) -> None:
    assert release.run()[0]
    validate_parameters(release.registered, shape())


def test_no_tags_are_given_where_there_are_none(release: Release) -> None:
    release.given({**described(), "tags": [{"key": "aws:created", "value": "x"}]}, BUILT)
    assert release.run()[0]
    assert "tags" not in release.registered


@pytest.mark.parametrize(
    ("images", "words"),
    [
        ([{"name": "reprot", "imageUri": IMAGE}], "has no container ['reprot']; it has ['report'"),
        (
            [BUILT[0], {"name": "upload", "imageUri": "example.com/other:1"}],
            "must name one image, for it is recorded",
        ),
        ([], "must name one image, for it is recorded"),
    ],
    ids=["a container that is not there", "two images", "none"],
)
def test_a_file_that_does_not_fit_releases_nothing(
    release: Release, images: list[dict[str, str]], words: str
) -> None:
    release.given(described(), images)

    ok, output = release.run()

    assert not ok
    assert words in output
    assert release.operations == ["describe-task-definition"]


@pytest.mark.parametrize("fails", ["describe-task-definition", "register-task-definition"])
def test_nothing_is_recorded_that_is_not_registered(release: Release, fails: str) -> None:
    assert not release.run(fails)[0]
    assert release.operations[-1] == fails


def test_an_image_that_cannot_be_recorded_is_not_released(release: Release) -> None:
    ok, output = release.run("put-parameter")

    assert not ok
    assert "released" not in output
    assert release.calls[-1].startswith(
        f"aws ecs deregister-task-definition --task-definition {NEW}"
    )


def test_the_whole_buildspec_also_runs_in_one_shell(release: Release) -> None:
    script = "\n".join(['cd "$WORK"', "set -e", *commands()])
    subprocess.run([BASH, "-c", script], env=release.environment(), check=True)
    assert release.operations[-1] == "put-parameter"
