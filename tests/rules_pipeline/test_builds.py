"""TFG723 to TFG726: CodeBuild projects."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tfgen.rules.frame import Finding

Find = Callable[..., list[Finding]]
MACHINE = {
    "type": '"LINUX_CONTAINER"',
    "image": '"aws/codebuild/amazonlinux-x86_64-standard:5.0"',
    "compute_type": '"BUILD_GENERAL1_SMALL"',
}


def project(
    commands: str = "make", more: str = "", source: str = "CODEPIPELINE", **machine: str
) -> str:
    settings = "\n".join(f"    {key} = {value}" for key, value in (MACHINE | machine).items())
    return (
        'variable "x" {}\nresource "aws_codebuild_project" "p" {\n  name = "p"\n'
        f'  source {{\n    type = "{source}"\n    buildspec = <<-EOT\n      version: 0.2\n'
        f"      phases:\n        build:\n          commands:\n            - {commands}\n"
        '    EOT\n  }\n  artifacts {\n    type = "CODEPIPELINE"\n  }\n'
        f"  environment {{\n{settings}\n{more}  }}\n}}\n"
    )


@pytest.mark.parametrize(
    ("commands", "machine", "codes"),
    [
        ("docker build .", {}, ["TFG723"]),
        ("cd app && docker build -t x .", {}, ["TFG723"]),
        ("docker-compose up", {}, ["TFG723"]),
        ("'docker run x'", {}, ["TFG723"]),
        ("docker build .", {"privileged_mode": "false"}, ["TFG723"]),
        ("docker build .", {"privileged_mode": "true"}, []),
        ("docker build .", {"privileged_mode": "var.x"}, []),
        ("docker build .", {"type": "var.x"}, []),
        ("docker login x", {}, []),
        ("echo no docker build here", {}, []),
        ("make # docker build", {}, []),
    ],
)
def test_docker(commands: str, machine: dict[str, str], codes: list[str], find: Find) -> None:
    assert [one.code for one in find(project(commands, **machine))] == codes


def test_a_buildspec_in_a_file(find: Find) -> None:
    text = project().partition("    buildspec")
    inline = text[2].partition("    EOT\n")[2]
    by_file = f'{text[0]}    buildspec = file("${{path.module}}/b.yml")\n{inline}'
    spec = "# file: b.yml\nphases:\n  build:\n    commands:\n      - docker build .\n"
    assert [one.code for one in find(by_file + spec)] == ["TFG723"]
    elsewhere = by_file.replace('file("${path.module}/b.yml")', '"b.yml"')
    assert find(elsewhere + spec) == []


def variable(name: str, value: str, kind: str = "") -> str:
    typed = f"type = {kind}\n" if kind else ""
    return f'environment_variable {{\nname = "{name}"\nvalue = {value}\n{typed}}}\n'


@pytest.mark.parametrize(
    ("more", "secret"),
    [
        (variable("NPM_TOKEN", '"4f8c2a90d7e1"'), True),
        (variable("DB_PASSWORD", '"hunter22"', '"PLAINTEXT"'), True),
        (variable("SETTINGS", '"key=AKIAQWERTYUIOPASDFGH"'), True),
        (variable("NPM_TOKEN", '"ci/npm"', '"SECRETS_MANAGER"'), False),
        (variable("NPM_TOKEN", '"4f8c2a90d7e1"', "var.x"), False),
        (variable("NPM_TOKEN", "var.x"), False),
        (variable("NPM_TOKEN", '""'), False),
        (variable("NPM_TOKEN", '"changeme"'), False),
        (variable("NPM_TOKEN", '"REPLACE_ME_LATER"'), False),
        (variable("SECRET", '"arn:aws:secretsmanager:eu-west-1:1:secret:x"'), False),
        (variable("TOKEN_BUCKET", '"example-bucket"'), False),
        (variable("TOKENIZER", '"sentencepiece"'), False),
    ],
)
def test_plain_secrets(more: str, secret: bool, find: Find) -> None:
    found = find(project(more=more), "TFG724")
    assert len(found) == secret
    assert all("4f8c2a90d7e1" not in one.message + one.remedy for one in found)


def test_a_secret_that_is_handed_to_a_module(find: Find) -> None:
    inner = project(more=variable("NPM_TOKEN", "var.t")) + 'variable "t" {}\n'
    call = 'module "b" {\n  source = "./b"\n  t      = "4f8c2a90d7e1" # the token\n}\n'
    (finding,) = find(f"{call}# file: b/main.tf\n{inner}", "TFG724")
    assert finding.path.parent.name == "module"


def test_one_side_only(find: Find) -> None:
    (finding,) = find(project(source="GITHUB"))
    assert (finding.code, finding.severity) == ("TFG725", "error")


ARM = '"aws/codebuild/amazonlinux-aarch64-standard:3.0"'


@pytest.mark.parametrize(
    ("machine", "codes"),
    [
        ({"image": ARM}, ["TFG726"]),
        ({"image": ARM, "type": '"ARM_CONTAINER"'}, []),
        ({"image": '"aws/codebuild/standard:7.0"'}, []),
        ({"image": '"aws/codebuild/standard:7.0"', "type": '"ARM_CONTAINER"'}, ["TFG726"]),
        ({"image": '"aws/codebuild/windows-base:2019-1.0"'}, ["TFG726"]),
        ({"image": '"example/own:1"', "type": '"ARM_CONTAINER"'}, []),
        ({"image": "var.x", "type": '"ARM_CONTAINER"'}, []),
        ({"compute_type": '"BUILD_LAMBDA_1GB"'}, ["TFG726"]),
        ({"compute_type": '"BUILD_LAMBDA_1GB"', "type": '"LINUX_LAMBDA_CONTAINER"'}, []),
    ],
)
def test_machines(machine: dict[str, str], codes: list[str], find: Find) -> None:
    assert [one.code for one in find(project(**machine))] == codes
