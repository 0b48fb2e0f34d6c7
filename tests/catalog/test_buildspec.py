"""The buildspecs of image-build and deploy-files, run by bash with docker and aws stood in for."""

from __future__ import annotations

import json
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

MODULES = Path(__file__).parents[2] / "modules"

BASH = shutil.which("bash") or "/bin/bash"
REPOSITORY = "111111111111.dkr.ecr.eu-west-1.amazonaws.com/web"
DIGEST = "sha256:" + "ab" * 32
IMAGE_URI = f"{REPOSITORY}@{DIGEST}"

OBJECTS = {
    "taskdef.json": '{"family": "web", "image": "<IMAGE1_NAME>"}\n',
    "appspec.yaml": "version: 0.0\n",
}
DEPLOYMENT_FILES = " ".join(f"{name}=s3://templates/web-stg/{name}" for name in OBJECTS)

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
# `aws s3api get-object --bucket B --key K FILE`, and `aws ecr get-login-password`.
FAKE_AWS = """#!/bin/bash
echo "aws $*" >> "$CALLS"
[ "$FAILS" = "aws $1" ] && exit 1
[ "$1" = s3api ] || { echo a-token; exit 0; }
[ "$2 $3 $5" = "get-object --bucket --key" ] || exit 252
cp "$S3/$4/$6" "$7" || exit 254
echo '{"VersionId": "1"}'
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
    """A folder in which a module's buildspec runs with stand-ins for docker and aws."""

    module: str
    folder: Path

    @property
    def spec(self) -> dict[str, Any]:
        text = (MODULES / self.module / "buildspec.yml").read_text(encoding="utf-8")
        spec: dict[str, Any] = YAML(typ="safe").load(text)
        return spec

    @property
    def calls(self) -> list[str]:
        return (self.folder / "calls").read_text(encoding="utf-8").splitlines()

    @property
    def work(self) -> Path:
        return self.folder / "work"

    @property
    def handed_on(self) -> dict[str, str]:
        """The artifact as CodeBuild makes it of the buildspec: text by file name."""
        artifacts = self.spec["artifacts"]
        base = self.work / artifacts["base-directory"]
        found = [path for pattern in artifacts["files"] for path in base.glob(pattern)]
        return {
            str(path.relative_to(base)): path.read_text(encoding="utf-8")
            for path in found
            if path.is_file()
        }

    def environment(self, **more: str) -> dict[str, str]:
        """What both buildspecs find in their environment, whether they read it or not."""
        return {
            "PATH": f"{self.folder / 'bin'}:/usr/local/bin:/usr/bin:/bin",
            "WORK": str(self.work),
            "STATE": str(self.folder / "state"),
            "CALLS": str(self.folder / "calls"),
            "PASSWORD": str(self.folder / "password"),
            "BUILT_WITH": str(self.folder / "built_with"),
            "S3": str(self.folder / "s3"),
            "ANSWER": IMAGE_URI,
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
        env = self.environment(**more)
        (self.folder / "state").unlink(missing_ok=True)
        if not self.phase("pre_build", env, succeeding=True):
            return False
        built = self.phase("build", env, succeeding=True)
        return self.phase("post_build", env, succeeding=built) and built

    def phase(self, name: str, env: dict[str, str], *, succeeding: bool) -> bool:
        for command in self.spec["phases"].get(name, {}).get("commands", []):
            script = COMMAND.replace("{command}", command)
            argv = [BASH, "-c", script, "bash", str(int(succeeding))]
            if subprocess.run(argv, env=env, capture_output=True, check=False).returncode:
                return False
        return True

    def run_in_one_shell(self, **more: str) -> None:
        """Runs all commands as CodeBuild does, in one shell; CalledProcessError if one fails."""
        commands = [c for phase in self.spec["phases"].values() for c in phase["commands"]]
        script = "\n".join(['cd "$WORK"', "set -e", *commands])
        env = self.environment(CODEBUILD_BUILD_SUCCEEDING="1", **more)
        subprocess.run([BASH, "-c", script], env=env, check=True)


def prepared(module: str, folder: Path) -> Build:
    for name in ("bin", "work", "s3/templates/web-stg"):
        (folder / name).mkdir(parents=True)
    for command, text in (("docker", FAKE_DOCKER), ("aws", FAKE_AWS)):
        path = folder / "bin" / command
        path.write_text(text, encoding="utf-8")
        path.chmod(0o755)
    for name, text in OBJECTS.items():
        (folder / "s3/templates/web-stg" / name).write_text(text, encoding="utf-8")
    return Build(module, folder)


@pytest.fixture
def build(tmp_path: Path) -> Build:
    return prepared("image-build", tmp_path)


@pytest.fixture
def files(tmp_path: Path) -> Build:
    """deploy-files with the artifact of an ECR source action.

    https://docs.aws.amazon.com/codepipeline/latest/userguide/file-reference.html
    """
    files = prepared("deploy-files", tmp_path)
    pushed(files, ImageSizeInBytes="44728918", ImageDigest=DIGEST, ImageURI=IMAGE_URI)
    return files


def pushed(files: Build, **detail: str) -> None:
    (files.work / "imageDetail.json").write_text(json.dumps(detail), encoding="utf-8")


# ------------------------------------------------------------------------------ image-build


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
    assert list(build.handed_on) == ["imagedefinitions.json"]
    assert json.loads(build.handed_on["imagedefinitions.json"]) == [
        {"name": "web", "imageUri": IMAGE_URI},
        {"name": "sidekiq", "imageUri": IMAGE_URI},
    ]


def test_with_deployment_files_the_build_hands_on_these_and_the_image(build: Build) -> None:
    assert build.run(DEPLOYMENT_FILES=DEPLOYMENT_FILES)

    handed_on = build.handed_on
    assert json.loads(handed_on.pop("imageDetail.json")) == {"ImageURI": IMAGE_URI}
    assert handed_on == OBJECTS


def test_the_files_are_fetched_after_the_build(build: Build) -> None:
    assert build.run(DEPLOYMENT_FILES=DEPLOYMENT_FILES)
    assert [call.partition(" --key")[0] for call in build.calls[-2:]] == [
        "aws s3api get-object --bucket templates"
    ] * len(OBJECTS)


@pytest.mark.parametrize("deployment_files", ["", DEPLOYMENT_FILES], ids=["rolling", "blue/green"])
def test_nothing_of_the_source_is_handed_on(build: Build, deployment_files: str) -> None:
    (build.work / "Gemfile").touch()
    (build.work / "handover").mkdir()
    (build.work / "handover" / "notes.txt").touch()

    assert build.run(DEPLOYMENT_FILES=deployment_files)
    expected = {"imageDetail.json", *OBJECTS} if deployment_files else {"imagedefinitions.json"}
    assert set(build.handed_on) == expected
    assert (build.work / "Gemfile").exists()


def test_the_docker_build_still_sees_a_folder_of_the_same_name(build: Build) -> None:
    (build.work / "handover").mkdir()
    env = build.environment()

    assert build.phase("pre_build", env, succeeding=True)
    assert build.phase("build", env, succeeding=True)
    assert (build.work / "handover").is_dir()


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
        {"FAILS": "aws s3api", "DEPLOYMENT_FILES": DEPLOYMENT_FILES},
        {"DEPLOYMENT_FILES": f"{DEPLOYMENT_FILES} more.json=s3://templates/no/such/object"},
        {"FAILS": "docker build", "DEPLOYMENT_FILES": DEPLOYMENT_FILES},
    ],
    ids=lambda failure: " ".join(failure.values()) or "no digest",
)
def test_nothing_is_handed_on_when_a_step_fails(build: Build, failure: dict[str, str]) -> None:
    assert not build.run(**failure)
    assert not build.handed_on
    if failure.get("FAILS") == "docker build":
        assert not [call for call in build.calls if call.startswith("docker push")]


def test_what_a_failed_build_finds_in_the_source_is_not_handed_on(build: Build) -> None:
    (build.work / "handover").mkdir()
    (build.work / "handover" / "imagedefinitions.json").touch()

    assert not build.run(FAILS="docker push")
    assert not build.handed_on


@pytest.mark.parametrize("deployment_files", ["", DEPLOYMENT_FILES], ids=["rolling", "blue/green"])
def test_the_whole_buildspec_also_runs_in_one_shell(build: Build, deployment_files: str) -> None:
    build.run_in_one_shell(DEPLOYMENT_FILES=deployment_files)
    expected = {"imageDetail.json", *OBJECTS} if deployment_files else {"imagedefinitions.json"}
    assert set(build.handed_on) == expected


# ------------------------------------------------------------------------------ deploy-files


def test_a_pushed_image_becomes_image_definitions(files: Build) -> None:
    assert files.run()

    assert list(files.handed_on) == ["imagedefinitions.json"]
    assert json.loads(files.handed_on["imagedefinitions.json"]) == [
        {"name": "web", "imageUri": IMAGE_URI},
        {"name": "sidekiq", "imageUri": IMAGE_URI},
    ]


def test_a_pushed_image_gets_the_files_for_its_deployment_and_no_more(files: Build) -> None:
    assert files.run(DEPLOYMENT_FILES=DEPLOYMENT_FILES)
    assert files.handed_on == OBJECTS


@pytest.mark.parametrize(
    "detail",
    [
        {},
        {"ImageURI": f"{REPOSITORY}:release"},
        {"ImageURI": f'{REPOSITORY}"}},{{"@{DIGEST}'},
        {"ImageURI": ""},
    ],
    ids=["no image", "tag only", "broken", "empty"],
)
@pytest.mark.parametrize("deployment_files", ["", DEPLOYMENT_FILES], ids=["rolling", "blue/green"])
def test_an_image_without_a_digest_is_not_deployed(
    files: Build, detail: dict[str, str], deployment_files: str
) -> None:
    pushed(files, **detail)
    assert not files.run(DEPLOYMENT_FILES=deployment_files)
    assert not files.handed_on


def test_the_source_of_another_kind_is_refused(files: Build) -> None:
    (files.work / "imageDetail.json").unlink()
    (files.work / "handover").mkdir()
    (files.work / "handover" / "imagedefinitions.json").touch()

    assert not files.run()
    assert not files.handed_on


def test_a_file_that_is_missing_in_s3_stops_the_deployment(files: Build) -> None:
    missing = f"{DEPLOYMENT_FILES} more.json=s3://templates/no/such/object"
    assert not files.run(DEPLOYMENT_FILES=missing)
    assert not files.handed_on


@pytest.mark.parametrize("deployment_files", ["", DEPLOYMENT_FILES], ids=["rolling", "blue/green"])
def test_deploy_files_also_runs_in_one_shell(files: Build, deployment_files: str) -> None:
    files.run_in_one_shell(DEPLOYMENT_FILES=deployment_files)
    assert set(files.handed_on) == (set(OBJECTS) if deployment_files else {"imagedefinitions.json"})
