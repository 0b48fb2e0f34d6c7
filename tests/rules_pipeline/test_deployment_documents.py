"""TFG716 to TFG722: what a build or a template hands to a deployment."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from tfgen.rules.frame import Finding
from tfgen.rules.pipeline.template_shape import shapes

Find = Callable[..., list[Finding]]
Write = Callable[..., str]
SERVICE = 'ClusterName = "prd"\nServiceName = "web"'
ECS = """
resource "aws_ecs_task_definition" "web" {
  family                = "web"
  container_definitions = jsonencode([{ name = "web", image = var.image }, { name = "log" }])
}
variable "image" {}
resource "aws_ecs_service" "web" {
  name            = "web"
  cluster         = "arn:aws:ecs:eu-west-1:123456789012:cluster/prd"
  task_definition = aws_ecs_task_definition.web.arn
}
"""


@pytest.fixture
def rolling(action: Write, stages: Write) -> str:
    build = action("Build", "CodeBuild", "ProjectName = aws_codebuild_project.b.name", "s", "image")
    return stages([], [build], [action("Deploy", "ECS", SERVICE, "image")])


def project(commands: str, variables: str = "") -> str:
    return (
        'resource "aws_codebuild_project" "b" {\n  name = "b"\n  source {\n'
        f'    type = "CODEPIPELINE"\n    buildspec = <<-EOT\n{commands}\n    EOT\n  }}\n'
        f'  environment {{\n    type = "LINUX_CONTAINER"\n{variables}  }}\n}}\n'
    )


def printed(name: str, quote: str = '"') -> str:
    entry = f"[{{{quote}name{quote}:{quote}{name}{quote},{quote}imageUri{quote}:{quote}%s{quote}}}]"
    return f"      - printf '{entry}' $IMAGE > imagedefinitions.json"


VARIABLE = 'environment_variable {\n  name = "NAME"\n  value = "app"\n}\n'


@pytest.mark.parametrize(
    ("commands", "variables", "names"),
    [
        (printed("web"), "", []),
        (printed("app"), "", ["app"]),
        (printed("app", '\\"'), "", ["app"]),
        (printed("$${NAME}"), VARIABLE, ["app"]),
        (printed("$NAME"), VARIABLE.replace("app", "web"), []),
        # Not known, for another file, or no command.
        (printed("$OTHER"), VARIABLE, []),
        (printed("app").replace("imagedefinitions", "other"), "", []),
        ("      # " + printed("app").lstrip(), "", []),
        (printed("web") + "\n" + printed("app").replace("imagedefinitions", "other"), "", []),
        (printed("web") + '\n      - echo \'{"name":"app"}\' | tee event.json', "", []),
    ],
)
def test_image_definitions(
    commands: str, variables: str, names: list[str], rolling: str, find: Find
) -> None:
    found = find(rolling + ECS + project(commands, variables), "TFG716")
    assert [one.message.split()[8].rstrip(",") for one in found] == names


def test_containers_that_are_not_known(rolling: str, find: Find) -> None:
    unknown = ECS.replace(
        'jsonencode([{ name = "web", image = var.image }, { name = "log" }])', "var.c"
    )
    text = rolling + 'variable "c" {}\n' + unknown + project(printed("app"))
    assert find(text, "TFG716") == []


@pytest.mark.parametrize(
    ("old", "new", "word"),
    [
        ('"web"', '"web"', None),
        ('ServiceName = "web"', 'ServiceName = "wbe"', "no service here has the name wbe"),
        ('ClusterName = "prd"', 'ClusterName = "stg"', "the service web is in the cluster prd"),
        ('ClusterName = "prd"', "ClusterName = var.image", None),
    ],
)
def test_the_service_of_the_action(
    old: str, new: str, word: str | None, rolling: str, find: Find
) -> None:
    found = find(rolling.replace(old, new) + ECS, "TFG717")
    assert [one.message for one in found] == ([word] if word else [])


def test_a_pipeline_for_a_service_of_another_stack(rolling: str, find: Find) -> None:
    assert find(rolling, "TFG717") == []
    elsewhere = 'variable "n" {}\nresource "aws_ecs_service" "more" {\n  name = var.n\n}\n'
    assert find(rolling.replace('"web"', '"wbe"') + ECS + elsewhere, "TFG717") == []
    module = 'module "wbe" {\n  source  = "e/service/aws"\n  version = "1.0.0"\n}\n'
    assert find(rolling.replace('"web"', '"wbe"') + ECS + module, "TFG717") == []


def blue_green(action: Write, stages: Write, name: str) -> str:
    settings = (
        'ApplicationName = "a"\nDeploymentGroupName = "g"\nAppSpecTemplateArtifact = "image"\n'
        'TaskDefinitionTemplateArtifact = "image"\nImage1ArtifactName = "image"\n'
        f"Image1ContainerName = {name}"
    )
    return stages([], [action("Deploy", "CodeDeployToECS", settings, "image")])


def template(content: str, key: str = "taskdef.json", kind: str = "aws_s3_object") -> str:
    return f'resource "{kind}" "t" {{\n  bucket = "b"\n  key = "{key}"\n  content = {content}\n}}\n'


def taskdef(**container: Any) -> str:
    one = {"name": "web", "image": "<IMAGE1_NAME>", **container}
    return f"<<EOT\n{json.dumps({'family': 'web', 'containerDefinitions': [one]})}\nEOT\n"


@pytest.mark.parametrize(
    ("name", "image", "words"),
    [
        ('"IMAGE1_NAME"', "<IMAGE1_NAME>", []),
        ('"<IMAGE1_NAME>"', "<IMAGE1_NAME>", ["Image1ContainerName has angle brackets"]),
        ('"IMAGE_NAME"', "<IMAGE1_NAME>", ["Image1ContainerName is IMAGE_NAME"]),
        ('"IMAGE1_NAME"', "nginx:1", ["Image1ContainerName is IMAGE1_NAME"]),
        ("var.n", "<IMAGE1_NAME>", []),
        ('"IMAGE1-NAME"', "<IMAGE1-NAME>", []),
    ],
)
def test_placeholders(
    name: str, image: str, words: list[str], action: Write, stages: Write, find: Find
) -> None:
    text = 'variable "n" {}\n' + blue_green(action, stages, name) + template(taskdef(image=image))
    found = find(text, "TFG718")
    assert len(found) == len(words)
    assert all(one.message.startswith(word) for one, word in zip(found, words, strict=True))


def test_a_placeholder_that_nobody_replaces(action: Write, stages: Write, find: Find) -> None:
    both = '<<EOT\n{"containerDefinitions": [{"image": "<A>"}, {"image": "<B>"}]}\nEOT\n'
    (finding,) = find(blue_green(action, stages, '"A"') + template(both), "TFG718")
    assert "<B>" in finding.message


OBJECT = (
    '{ family = "web", containerDefinitions = [{ name = "web", image = "<IMAGE1_NAME>" }],'
    " taskRoleArn = %s }"
)
UNDONE = 'replace(jsonencode(%s), "\\"\\\\u003cIMAGE1_NAME\\\\u003e\\"", "\\"<IMAGE1_NAME>\\"")'


@pytest.mark.parametrize("role", ['"arn:aws:iam::123456789012:role/web"', "aws_iam_role.r.arn"])
@pytest.mark.parametrize("kind", ["aws_s3_object", "aws_s3_bucket_object"])
def test_json_that_destroys_the_placeholder(role: str, kind: str, find: Find) -> None:
    written = OBJECT % role
    more = 'resource "aws_iam_role" "r" {}\nlocals {\n  text = jsonencode(local.t)\n'
    more += f"  t = {written}\n}}\n"
    codes = ("TFG719", "TFG720")
    for content in (f"jsonencode({written})", "local.text", '"${local.text}"'):
        (finding,) = find(more + template(content, kind=kind), *codes)
        assert (finding.code, finding.severity) == ("TFG719", "error")
        assert "\\u003cIMAGE1_NAME\\u003e" in finding.message
    for content in (UNDONE % written, UNDONE % "local.t"):
        assert find(more + template(content, kind=kind), *codes) == []


def test_json_without_placeholder(find: Find) -> None:
    plain = (OBJECT % '"r"').replace("<IMAGE1_NAME>", "nginx:1")
    assert find(template(f"jsonencode({plain})"), "TFG719") == []


@pytest.mark.parametrize(
    ("container", "message"),
    [
        ({"portMapping": []}, "a task definition has no containerDefinitions[0].portMapping"),
        ({"environment": {"A": "b"}}, "containerDefinitions[0].environment is no list"),
        ({"logConfiguration": {}}, "containerDefinitions[0].logConfiguration lacks logDriver"),
        ({"image": ["a"]}, "containerDefinitions[0].image is no single value"),
        ({"logConfiguration": []}, "containerDefinitions[0].logConfiguration is no object"),
    ],
)
def test_templates_that_ecs_refuses(container: dict[str, Any], message: str, find: Find) -> None:
    (finding,) = find(template(taskdef(**container)), "TFG720")
    assert finding.message == message


def test_templates_that_ecs_takes(find: Find) -> None:
    text = taskdef(cpu="256", portMappings=[{"containerPort": "3000"}], command=None)
    assert find(template(text.replace('"family"', '"revision": 3, "family"')), "TFG720") == []
    assert find(template('"{}"'), "TFG720") == []


def test_what_a_caller_gives_to_a_template(find: Find) -> None:
    default = 'variable "x" {\n  default = null\n}\n'
    written = OBJECT % '"r"'
    given = written.replace('family = "web"', "family = var.x")
    assert find(default + template(f"jsonencode({given})"), "TFG720") == []
    absent = written.replace('family = "web"', "family = null")
    (finding,) = find(template(f"jsonencode({absent})"), "TFG720")
    assert finding.message == "the template lacks family"


def test_ports_that_a_caller_gives(find: Find) -> None:
    default = 'variable "subnets" {}\nvariable "ports" {\n  default = []\n}\n'
    ports = OBJECT.replace('NAME>" }', 'NAME>", portMappings = %s }') % ("var.ports", '"r"')
    spec = appspec(APPSPEC).partition("\n")[2]
    assert find(default + template(f"jsonencode({ports})") + spec, "TFG722") == []
    none = ports.replace("var.ports", "[]")
    assert len(find(default + template(f"jsonencode({none})") + spec, "TFG722")) == 1


def test_the_shapes_are_those_of_botocore() -> None:
    from botocore.session import get_session

    model = get_session().get_service_model("ecs")
    seen: dict[str, Any] = {}

    def name(shape: Any) -> str:
        if shape.type_name not in {"structure", "list", "map"}:
            return "scalar"
        if shape.name not in seen:
            seen[shape.name] = {}
            seen[shape.name] |= form(shape)
        return str(shape.name)

    def form(shape: Any) -> dict[str, Any]:
        if shape.type_name == "list":
            return {"list": name(shape.member)}
        if shape.type_name == "map":
            return {"map": name(shape.value)}
        members = {key: name(member) for key, member in shape.members.items()}
        required = list(shape.required_members)
        return {"members": members} | ({"required": required} if required else {})

    name(model.operation_model("RegisterTaskDefinition").input_shape)
    # A newer botocore may know more; what is in the table is what it says.
    for shape, known in shapes().items():
        now = seen[shape]
        assert known.get("required") == now.get("required")
        assert (
            known.items() >= {key: now[key] for key in now.keys() - {"members", "required"}}.items()
        )
        assert known.get("members", {}).items() <= now.get("members", {}).items()


APPSPEC = """version: 0.0
Resources:
  - TargetService:
      Type: AWS::ECS::Service
      Properties:
        TaskDefinition: <TASK_DEFINITION>
        LoadBalancerInfo:
          ContainerName: web
          ContainerPort: 3000
        NetworkConfiguration:
          AwsvpcConfiguration:
            Subnets: ${jsonencode(var.subnets)}
Hooks:
  - BeforeInstall: check
"""


def appspec(text: str) -> str:
    body = f"<<EOT\n{text}EOT\n"
    return 'variable "subnets" {}\n' + template(body, "appspec.yaml").replace('"t"', '"a"')


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("0.0", "0.0", None),
        ("0.0", '"0.0"', None),
        ("version: 0.0", "Version: 0.0", None),
        ("0.0", "0", "the version of the appspec is 0, and must be 0.0"),
        ("version: 0.0\n", "", "the appspec has no version"),
        ("  - Target", "  Target", "Resources is no list"),
        ("ContainerPort: 3000", "Port: 1", "LoadBalancerInfo of the appspec lacks ContainerPort"),
        (
            "TaskDefinition: <TASK_DEFINITION>",
            "A: b",
            "the service of the appspec lacks TaskDefinition",
        ),
        ("BeforeInstall", "BeforeInstal", "an ECS deployment has no hook BeforeInstal"),
    ],
)
def test_appspecs(old: str, new: str, message: str | None, find: Find) -> None:
    text = APPSPEC.replace(old, new, 1)
    if old == "  - Target":
        text = text.replace("      ", "    ")
    found = find(appspec(text), "TFG721")
    assert [one.message for one in found] == ([message] if message else [])


def test_an_appspec_by_yamlencode(find: Find) -> None:
    text = (
        'yamlencode({ version = 0.0, Resources = [{ TargetService = { Type = "AWS::ECS::Service",'
        ' Properties = { TaskDefinition = "<TASK_DEFINITION>",'
        ' LoadBalancerInfo = { ContainerName = "web", ContainerPort = 80 } } } }] })'
    )
    (finding,) = find(template(text, "appspec.yaml"), "TFG721")
    assert finding.message == "the version of the appspec is 0, and must be 0.0"
    assert find(template(text.replace("= 0.0", '= "0.0"'), "appspec.yaml"), "TFG721") == []


def test_an_appspec_with_a_revision_of_its_own(action: Write, stages: Write, find: Find) -> None:
    text = appspec(APPSPEC.replace("<TASK_DEFINITION>", "arn:aws:ecs:x:1:task-definition/web:7"))
    assert find(text, "TFG721") == []
    (finding,) = find(blue_green(action, stages, '"I"') + text, "TFG721")
    assert finding.remedy == "TaskDefinition: <TASK_DEFINITION>"


@pytest.mark.parametrize(
    ("container", "message"),
    [
        ({"portMappings": [{"containerPort": 3000}]}, None),
        ({"portMappings": [{"containerPort": "3000"}]}, None),
        ({"portMappings": [{"containerPort": 80}]}, "port 3000 of container web, which has 80"),
        ({}, "port 3000 of container web, which has none"),
        ({"name": "app"}, "a container web, which the template does not have"),
    ],
)
def test_where_requests_go(container: dict[str, Any], message: str | None, find: Find) -> None:
    found = find(appspec(APPSPEC) + template(taskdef(**container)), "TFG722")
    assert [one.message for one in found] == ([f"the appspec names {message}"] if message else [])
