"""The image-build module's buildspec, run for real by bash with `docker` and `aws` stood in for."""

from __future__ import annotations

import json
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

BUILDSPEC = Path(__file__).parents[2] / "modules" / "image-build" / "buildspec.yml"

BASH = shutil.which("bash") or "/bin/bash"
REPOSITORY = "111111111111.dkr.ecr.eu-west-1.amazonaws.com/web"
DIGEST = "sha256:" + "ab" * 32

# What docker and aws would answer. Each call is a line of $CALLS; the step in $FAILS fails.
FAKE_DOCKER = """#!/bin/bash
echo "docker $*" >> "$CALLS"
[ "$FAILS" = "docker $1" ] && exit 1
case "$1" in
  login) cat > "$PASSWORD" ;;
  inspect) echo "$ANSWER" ;;
  build)
    while [ $# -gt 0 ]; do
      [ "$1" = --build-arg ] && printf '%s=%s\\n' "$2" "$(printenv "$2")" >> "$BUILT_WITH"
      shift
    done ;;
esac
exit 0
"""
FAKE_AWS = """#!/bin/bash
echo "aws $*" >> "$CALLS"
[ "$FAILS" = "aws $1" ] && exit 1
echo a-token
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


@dataclass(frozen=True)
class Build:
    """A folder in which the buildspec runs with stand-ins for docker and aws."""

    folder: Path

    @property
    def calls(self) -> list[str]:
        return (self.folder / "calls").read_text(encoding="utf-8").splitlines()

    @property
    def definitions(self) -> Path:
        return self.folder / "work" / "imagedefinitions.json"

    def environment(self, **more: str) -> dict[str, str]:
        return {
            "PATH": f"{self.folder / 'bin'}:/usr/local/bin:/usr/bin:/bin",
            "WORK": str(self.folder / "work"),
            "STATE": str(self.folder / "state"),
            "CALLS": str(self.folder / "calls"),
            "PASSWORD": str(self.folder / "password"),
            "BUILT_WITH": str(self.folder / "built_with"),
            "ANSWER": f"{REPOSITORY}@{DIGEST}",
            "FAILS": "",
            "REGISTRY": REPOSITORY.split("/", maxsplit=1)[0],
            "REPOSITORY_URL": REPOSITORY,
            "CONTAINER_NAMES": "web sidekiq",
            "DOCKERFILE": "Dockerfile",
            "BUILD_CONTEXT": ".",
            "CODEBUILD_RESOLVED_SOURCE_VERSION": "0123456789abcdef0123456789abcdef01234567",
            "CODEBUILD_BUILD_NUMBER": "7",
            **more,
        }

    def run(self, **more: str) -> bool:
        """Runs the phases as CodeBuild orders them; whether the build succeeded.

        After a failed pre_build nothing more runs, after a failed build post_build does:
        https://docs.aws.amazon.com/codebuild/latest/userguide/view-build-details-phases.html
        """
        phases = buildspec()["phases"]
        env = self.environment(**more)
        (self.folder / "state").unlink(missing_ok=True)
        if not self.phase(phases["pre_build"], env, succeeding=True):
            return False
        built = self.phase(phases["build"], env, succeeding=True)
        return self.phase(phases["post_build"], env, succeeding=built) and built

    def phase(self, phase: dict[str, Any], env: dict[str, str], *, succeeding: bool) -> bool:
        for command in phase["commands"]:
            script = COMMAND.replace("{command}", command)
            argv = [BASH, "-c", script, "bash", str(int(succeeding))]
            if subprocess.run(argv, env=env, capture_output=True, check=False).returncode:
                return False
        return True


def buildspec() -> dict[str, Any]:
    spec: dict[str, Any] = YAML(typ="safe").load(BUILDSPEC.read_text(encoding="utf-8"))
    return spec


@pytest.fixture
def build(tmp_path: Path) -> Build:
    for folder in ("bin", "work"):
        (tmp_path / folder).mkdir()
    for command, text in (("docker", FAKE_DOCKER), ("aws", FAKE_AWS)):
        path = tmp_path / "bin" / command
        path.write_text(text, encoding="utf-8")
        path.chmod(0o755)
    return Build(tmp_path)


def test_the_build_pushes_one_image_and_names_it_by_digest_for_each_container(build: Build) -> None:
    assert build.run()

    image = f"{REPOSITORY}:0123456789ab-7"
    # The two sides of a pipe start at one time, so either may be first.
    assert sorted(build.calls[:2]) == [
        "aws ecr get-login-password",
        "docker login --username AWS --password-stdin 111111111111.dkr.ecr.eu-west-1.amazonaws.com",
    ]
    assert build.calls[2:] == [
        f"docker build --file Dockerfile --tag {image} .",
        f"docker push {image}",
        f"docker inspect --format {{{{index .RepoDigests 0}}}} {image}",
    ]
    assert (build.folder / "password").read_text(encoding="utf-8") == "a-token\n"
    assert json.loads(build.definitions.read_text(encoding="utf-8")) == [
        {"name": "web", "imageUri": f"{REPOSITORY}@{DIGEST}"},
        {"name": "sidekiq", "imageUri": f"{REPOSITORY}@{DIGEST}"},
    ]
    assert buildspec()["artifacts"]["files"] == [build.definitions.name]


def test_build_arguments_reach_docker_unchanged(build: Build) -> None:
    odd = """two words, "quotes" and 'more', $HOME `id` \\ \u00e9"""
    assert build.run(
        BUILD_ARG_NAMES="MESSAGE RUBY_VERSION",
        MESSAGE=odd,
        RUBY_VERSION="3.4",
        DOCKERFILE="docker/My Dockerfile",
        BUILD_CONTEXT="app",
    )

    built_with = (build.folder / "built_with").read_text(encoding="utf-8")
    assert built_with == f"MESSAGE={odd}\nRUBY_VERSION=3.4\n"
    assert any(
        call.startswith("docker build --file docker/My Dockerfile") and call.endswith(" app")
        for call in build.calls
    )


def test_building_a_commit_again_takes_another_tag(build: Build) -> None:
    assert build.run(CODEBUILD_BUILD_NUMBER="7")
    assert build.run(CODEBUILD_BUILD_NUMBER="8")

    pushed = [call for call in build.calls if call.startswith("docker push")]
    assert pushed == [f"docker push {REPOSITORY}:0123456789ab-{number}" for number in (7, 8)]


def test_a_source_without_a_version_still_gets_a_tag(build: Build) -> None:
    assert build.run(CODEBUILD_RESOLVED_SOURCE_VERSION="")
    assert f"docker push {REPOSITORY}:unknown-7" in build.calls


@pytest.mark.parametrize(
    "failure",
    [
        {"FAILS": "aws ecr"},
        {"FAILS": "docker login"},
        {"FAILS": "docker build"},
        {"FAILS": "docker push"},
        {"FAILS": "docker inspect"},
        {"ANSWER": ""},
        {"ANSWER": f"elsewhere.example.com/web@{DIGEST}"},
    ],
    ids=lambda failure: " ".join(failure.values()) or "no digest",
)
def test_nothing_is_handed_on_when_a_step_fails(build: Build, failure: dict[str, str]) -> None:
    assert not build.run(**failure)
    assert not build.definitions.exists()
    if failure.get("FAILS") == "docker build":
        assert not [call for call in build.calls if call.startswith("docker push")]


def test_the_whole_buildspec_also_runs_in_one_shell(build: Build) -> None:
    commands = [c for phase in buildspec()["phases"].values() for c in phase["commands"]]
    script = "\n".join(['cd "$WORK"', "set -e", *commands])
    env = build.environment(CODEBUILD_BUILD_SUCCEEDING="1")
    subprocess.run([BASH, "-c", script], env=env, check=True)

    definitions = json.loads(build.definitions.read_text(encoding="utf-8"))
    assert [entry["name"] for entry in definitions] == ["web", "sidekiq"]
