"""Rules about task definitions and their containers."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tfgen.rules.frame import Finding

Agree = Callable[[str], list[Finding]]
MORE = """
variable "x" {}
variable "bad" {
  default = "a b"
}
variable "none" {
  default = null
}
variable "empty" {
  default = {}
}
locals {
  five = 500
}
"""
FARGATE = """
  requires_compatibilities = ["FARGATE"]
  network_mode             = "awsvpc"
  cpu                      = 256
  memory                   = 512
  execution_role_arn       = var.x
"""


def task(containers: str = "", lines: str = "", head: str = "") -> str:
    """A task definition with one good container, and some more in the lines given."""
    return f"""
resource "aws_ecs_task_definition" "web" {{ {head}
  family = "web"
{lines}
  container_definitions = jsonencode([
    {{ name = "main", image = "main:1", memory = 64 }},
{containers}
  ])
}}
{MORE}"""


def container(lines: str, name: str = "web") -> str:
    """A container with some more lines."""
    good = f'      name = "{name}"\n      image = "{name}:1"\n      memory = 64\n'
    return f"    {{\n{good}{lines}\n    }},\n"


@pytest.mark.parametrize(
    ("value", "found"),
    [
        ('"[{]"', True),
        ('jsonencode({ name = "a" })', True),
        ('jsonencode(["a"])', True),
        ("local.text", True),
        ('"[]"', False),
        ('""', False),
        ("var.x", False),
        ('"${var.x}"', False),
    ],
)
def test_601(agree: Agree, value: str, found: bool) -> None:
    mark = "#! TFG601" if found else ""
    agree(f"""
resource "aws_ecs_task_definition" "web" {{
  family                = "web"
  container_definitions = {value} {mark}
}}
locals {{
  text = "no json"
}}
{MORE}""")


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ('cpu = "256"', True),
        ('environment = [{ name = "A", value = 1 }]', True),
        ('environment = [{ name = "A", value = local.five }]', True),
        ('environment = { A = "b" }', True),
        ("command = [var.x]", False),
        ("environment = var.x", False),
        ("essential = null", False),
    ],
)
def test_602(agree: Agree, line: str, found: bool) -> None:
    text = task(container(f"      {line}"))
    agree(text.replace("jsonencode([", "jsonencode([ #! TFG602") if found else text)


def test_602_takes_what_a_type_makes_of_values(agree: Agree) -> None:
    environment = "environment = [for name, value in var.env : { name = name, value = value }]"
    env = 'variable "env" {\n  type = map(string)\n  default = { PORT = 80 }\n}\n'
    agree(task(container(f"      {environment}")) + env)


def test_603(agree: Agree) -> None:
    [found] = agree(task(container("      enviroment = [] #! TFG603")))
    assert "did you mean environment?" in found.remedy
    agree(task(container("      Environment = []\n      portmappings = []")))
    agree(task(container('      healthCheck = { cmd = ["a"] } #! TFG603')))
    agree(task(container('      dockerLabels = { anything = "a" }')))


def test_603_of_the_rest_of_a_template(agree: Agree) -> None:
    rows = json.dumps([{"name": "web", "image": "${image}", "networkMode": "awsvpc", "cpu": 1}])
    agree(f"""
resource "aws_ecs_task_definition" "web" {{
  family                = "web"
  memory                = 512
  container_definitions = templatefile("web.json", {{ image = var.x }}) #! TFG603
}}
{MORE}
# file: web.json
{rows}
""")


def test_604(agree: Agree) -> None:
    second = container("", "web").replace('"web"', '"web" #! TFG604', 1)
    agree(task(container("") + second))
    agree(task(container("").replace('name = "web"', "name = var.x") + container("", "b")))


@pytest.mark.parametrize(
    ("cpu", "memory", "found"),
    [
        ("256", "512", False),
        ('"256"', '"4096"', True),
        ("300", "512", True),
        ("var.x", "4096", False),
        ('"0.25 vCPU"', '"1 GB"', False),
    ],
)
def test_605(agree: Agree, cpu: str, memory: str, found: bool) -> None:
    mark = "#! TFG605" if found else ""
    lines = FARGATE.replace("= 256", f"= {cpu} {mark}").replace("= 512", f"= {memory}")
    agree(task("", lines))
    agree(task("", lines.replace('["FARGATE"]', "var.x").replace(mark or "#", "")))


def test_605_missing(agree: Agree) -> None:
    agree(task("", FARGATE.replace("cpu  ", "tag  "), "#! TFG605"))
    agree(task("", FARGATE.replace("= 256", "= var.x")))


def test_605_finds_the_caller(agree: Agree) -> None:
    child = task("", FARGATE.replace("= 512", "= var.memory"))
    call = 'module "m" {\n  source = "./m"\n  x = 1\n  memory = 4096 #! TFG605\n}\n'
    agree(call + "# file: m/main.tf\n" + child + 'variable "memory" {\n  default = 512\n}\n')


@pytest.mark.parametrize(
    ("mode", "head", "found"),
    [
        ('network_mode = "bridge" #! TFG606', "", True),
        ("", "#! TFG606", True),
        ("network_mode = null", "#! TFG606", True),
        ("network_mode = var.x", "", False),
    ],
)
def test_606(agree: Agree, mode: str, head: str, found: bool) -> None:
    lines = FARGATE.replace('network_mode             = "awsvpc"', mode)
    agree(task("", lines, head))


@pytest.mark.parametrize(
    ("size", "found"),
    [("20", True), ("21", False), ("200", False), ("local.five", True), ("var.x", False)],
)
def test_607(agree: Agree, size: str, found: bool) -> None:
    mark = "#! TFG607" if found else ""
    storage = f"  ephemeral_storage {{\n    size_in_gib = {size} {mark}\n  }}\n"
    agree(task("", FARGATE + storage))


PLATFORM = (
    "  runtime_platform {\n    operating_system_family = %s\n    cpu_architecture = %s\n  }\n"
)


@pytest.mark.parametrize(
    ("system", "processor", "found"),
    [
        ('"WINDOWS_SERVER_2022_CORE"', '"ARM64"', True),
        ('"WINDOWS_SERVER_2016_FULL"', '"X86_64"', True),
        ('"WINDOWS_SERVER_2022_CORE"', '"X86_64"', False),
        ('"LINUX"', '"ARM64"', False),
        ("var.x", '"ARM64"', False),
    ],
)
def test_608(agree: Agree, system: str, processor: str, found: bool) -> None:
    mark = "#! TFG608" if found else ""
    agree(task("", FARGATE + PLATFORM % (f"{system} {mark}", processor)))


LOGS = """      logConfiguration = { %s
        logDriver = "awslogs"
        options = {
          awslogs-region = "eu-west-1"
          awslogs-group = %s
          awslogs-stream-prefix = "web"
        }
      }"""


@pytest.mark.parametrize(
    ("lines", "found"),
    [
        ('      secrets = [{ name = "A", valueFrom = var.x }]', True),
        (LOGS % ("", "var.x"), True),
        ('      image = "111111111111.dkr.ecr.eu-west-1.amazonaws.com/web:1"', True),
        ('      image = "public.ecr.aws/nginx/nginx:1"', False),
        ("      secrets = []", False),
        ("      secrets = var.x", False),
    ],
)
def test_609(agree: Agree, lines: str, found: bool) -> None:
    bare = FARGATE.replace("execution_role_arn       = var.x", "")
    extra = (
        container(lines) if "image" not in lines else container(lines).replace(' "web:1"', " null")
    )
    extra = extra.replace("      image = null\n", "")
    agree(task(extra, bare, "#! TFG609" if found else ""))
    agree(task(extra, FARGATE))
    agree(task(extra, bare.replace('["FARGATE"]', '["EC2"]')
               , "#! TFG609" if "valueFrom" in lines else ""))  # fmt: skip


@pytest.mark.parametrize(
    ("image", "processor", "found"),
    [
        ("arm64v8/nginx:1", '"X86_64"', True),
        ("nginx:1-amd64", '"ARM64"', True),
        ("amd64/nginx:1", '"ARM64"', True),
        ("repo/web-x86_64:1", '"X86_64"', False),
        ("nginx:1-arm64", '"ARM64"', False),
        ("nginx:1-arm64", "var.x", False),
        ("nginx:1", '"ARM64"', False),
        ("armory/web:1", '"X86_64"', False),
    ],
)
def test_610(agree: Agree, image: str, processor: str, found: bool) -> None:
    line = f'      image = "{image}" {"#! TFG610" if found else ""}'
    extra = f'    {{\n      name = "web"\n      memory = 64\n{line}\n    }},\n'
    agree(task(extra, FARGATE + PLATFORM % ('"LINUX"', processor)))


def test_610_without_a_platform(agree: Agree) -> None:
    extra = '    {\n      name = "web"\n      image = "nginx:1-arm64" #! TFG610\n    },\n'
    agree(task(extra, FARGATE))
    agree(task(extra.replace("#! TFG610", ""), "  memory = 512"))


@pytest.mark.parametrize(
    ("mapping", "found"),
    [
        ("{ containerPort = 80, hostPort = 8080 }", True),
        ("{ ContainerPort = 80, HostPort = 8080 }", True),
        ("{ containerPort = 80, hostPort = 80 }", False),
        ("{ containerPort = 80, hostPort = 0 }", False),
        ("{ containerPort = 80, hostPort = var.x }", False),
        ("{ containerPort = 80 }", False),
    ],
)
def test_611(agree: Agree, mapping: str, found: bool) -> None:
    extra = container(f"      portMappings = [{mapping}] {'#! TFG611' if found else ''}")
    agree(task(extra, FARGATE))
    agree(task(extra.replace("#! TFG611", "")))


@pytest.mark.parametrize(
    ("first", "second", "found"),
    [("false", "false", True), ("false", "true", False), ("false", "null", False),
     ("false", "var.x", False)],
)  # fmt: skip
def test_612(agree: Agree, first: str, second: str, found: bool) -> None:
    mark = "#! TFG612" if found else ""
    agree(f"""
resource "aws_ecs_task_definition" "web" {{
  family = "web"
  container_definitions = jsonencode([
    {{ name = "a", image = "a:1", memory = 64, essential = {first} }}, {mark}
    {{ name = "b", image = "b:1", memory = 64, essential = {second} }},
  ])
}}
{MORE}""")


def waits(name: str, condition: str = "START", mark: str = "") -> str:
    """A line that makes a container wait."""
    return f'      dependsOn = [{{ containerName = "{name}", condition = "{condition}" }}] {mark}'


def test_613(agree: Agree) -> None:
    agree(task(container(waits("none", mark="#! TFG613"))))
    agree(task(container(waits("web", mark="#! TFG613"))))
    circle = container(waits("b", mark="#! TFG613"), "a") + container(waits("a"), "b")
    agree(task(circle + container(waits("b"), "c")))
    agree(task(container(waits("main"))))
    agree(task(container(waits("none")) + "var.x,\n"))


HEALTH = '      healthCheck = { command = ["CMD", "true"] }'


@pytest.mark.parametrize(
    ("condition", "other", "found"),
    [
        ("HEALTHY", "", True),
        ("HEALTHY", HEALTH, False),
        ("HEALTHY", "      healthCheck = var.x", False),
        ("HEALTHY", "      healthCheck = var.none", False),
        ("HEALTHY", "      image = var.bad", True),
        ("SUCCESS", "", True),
        ("COMPLETE", "      essential = true", True),
        ("COMPLETE", "      essential = false", False),
        ("COMPLETE", "      essential = var.x", False),
        ("START", "", False),
    ],
)
def test_614(agree: Agree, condition: str, other: str, found: bool) -> None:
    mark = "#! TFG614" if found else ""
    agree(task(container(other, "b") + container(waits("b", condition, mark))))


def test_615(agree: Agree) -> None:
    environment = '      environment = [{ name = "A", value = "b" }]\n'
    secrets = '      secrets = [{ name = "A", valueFrom = var.x }] #! TFG615'
    role = "  execution_role_arn = var.x\n"
    agree(task(container(environment + secrets), role))
    other = secrets.replace('"A"', '"B"').replace("#! TFG615", "")
    agree(task(container(environment + other), role))
    twice = other.replace("}]", '}, { name = "B", valueFrom = var.x }] #! TFG615')
    agree(task(container(environment + twice), role))


SECRET = "correct-horse-1"


def test_616(agree: Agree) -> None:
    line = '      environment = [{ name = "DB_PASSWORD", value = %s }] %s'
    [found] = agree(task(container(line % (f'"{SECRET}"', "#! TFG616"))))
    assert SECRET not in found.message + found.remedy
    agree(task(container(line % ("var.x", ""))))
    agree(task(container(line % ("var.bad", ""))))
    [found] = agree(
        'module "m" {\n  source = "./m"\n' + f'  x = "{SECRET}" #! TFG616\n}}\n'
        "# file: m/main.tf\n" + task(container(line % ("var.x", "")))
    )
    assert SECRET not in found.message + found.remedy


@pytest.mark.parametrize(
    ("image", "found"),
    [
        ('"nginx"', True),
        ('"nginx:latest"', True),
        ('"registry:5000/nginx"', True),
        ('"nginx:1.27"', False),
        ('"nginx@sha256:00"', False),
        ('"${var.x}:latest"', False),
        ('"<IMAGE1_NAME>"', False),
        ("var.bad", False),
    ],
)
def test_617(agree: Agree, image: str, found: bool) -> None:
    extra = container("").replace('"web:1"', f"{image} {'#! TFG617' if found else ''}")
    agree(task(extra))


def test_618(agree: Agree) -> None:
    agree(task(container(LOGS % ("", "var.x")), FARGATE))
    agree(task(container(LOGS % ("#! TFG618", "null")), FARGATE))
    agree(task(container(LOGS % ("", "null"))))
    bare = '      logConfiguration = { logDriver = "awslogs" } #! TFG618'
    agree(task(container(bare), FARGATE))
    agree(task(container("      logConfiguration = var.x"), FARGATE))
    agree(task(container(LOGS % ("", "var.none")), FARGATE))
    options = '      logConfiguration = { logDriver = "awslogs", options = %s }'
    agree(task(container(options % "var.empty"), FARGATE))
    agree(task(container(options % 'merge({ awslogs-group = "a" }, var.empty)'), FARGATE))


@pytest.mark.parametrize(
    ("family", "found"),
    [('"a.b"', True), ("var.bad", True), ("var.x", False), ('"a_b-1"', False), ('""', False)],
)
def test_619(agree: Agree, family: str, found: bool) -> None:
    mark = "#! TFG619" if found else ""
    agree(task().replace('family = "web"', f"family = {family} {mark}"))


def test_620(agree: Agree) -> None:
    mount = '      mountPoints = [{ sourceVolume = "data", containerPath = "/data" }] %s'
    agree(task(container(mount % "#! TFG620")))
    agree(task(container(mount % ""), '  volume {\n    name = "data"\n  }\n'))
    agree(task(container(mount % ""), "  volume {\n    name = var.x\n  }\n"))
    dynamic = '  dynamic "volume" {\n    for_each = var.x\n    content {}\n  }\n'
    agree(task(container(mount % ""), dynamic))


def test_621(agree: Agree) -> None:
    agree(task(container("      cpu = 512 #! TFG621"), FARGATE))
    agree(task(container("      cpu = 256"), FARGATE))
    agree(task(container("      memoryReservation = 1024 #! TFG621"), FARGATE))
    bare = '    { name = "web", image = "web:1" }, #! TFG621\n'
    agree(task(bare))
    agree(task(bare.replace('"web:1"', "var.bad")))
    quiet = bare.replace("#! TFG621", "")
    agree(task(quiet.replace('"web:1"', '"web:1", memory = var.none')))
    agree(task(quiet, FARGATE))
    agree(task(quiet, "  memory = var.x"))
    agree(task(quiet, "  requires_compatibilities = var.x"))


def test_622(agree: Agree) -> None:
    agree(task(container("      privileged = true #! TFG622"), FARGATE))
    agree(task(container("      privileged = true")))
    agree(task(container("      privileged = var.x"), FARGATE))
    agree(task(container('      links = ["main"] #! TFG622'), FARGATE))
    volume = '  volume {\n    name = "data"\n    host_path = "/data" #! TFG622\n  }\n'
    agree(task("", FARGATE + volume))
    agree(task("", volume.replace("#! TFG622", "")))
    agree(task("", FARGATE + volume.replace('"/data" #! TFG622', "null")))


def test_places_are_found_through_locals(agree: Agree) -> None:
    agree(f"""
locals {{
  containers = [local.web]
  web = {{
    name  = "web"
    image = "web:latest" #! TFG617
    memory = 64
  }}
}}
resource "aws_ecs_task_definition" "web" {{
  family                = "web"
  container_definitions = jsonencode(local.containers)
}}
{MORE}""")


def test_containers_from_callers_are_blamed_on_the_first_of_them(agree: Agree) -> None:
    image = '{ name = "web", image = "web", memory = 64 }'
    agree(
        'module "m" {\n  source = "./outer"\n' + f"  given = jsonencode([{image}]) #! TFG617\n}}\n"
        '# file: outer/main.tf\nvariable "given" {}\n'
        'module "n" {\n  source = "../inner"\n  containers = var.given\n}\n'
        '# file: inner/main.tf\nvariable "containers" {}\n'
        'resource "aws_ecs_task_definition" "web" {\n  family = "web"\n'
        "  container_definitions = var.containers\n}\n"
    )


def test_places_of_a_file_are_those_of_the_attribute(agree: Agree) -> None:
    agree(f"""
resource "aws_ecs_task_definition" "web" {{
  family                = "web"
  memory                = 512
  container_definitions = file("${{path.module}}/web.json") #! TFG617
}}
{MORE}
# file: web.json
[{{"name": "web", "image": "web"}}]
""")


def test_the_stacks_that_are_generated_pass(
    tmp_path: Path, found_in: Callable[[Path], list[Finding]]
) -> None:
    root = Path(__file__).resolve().parents[2]
    shutil.copytree(root / "modules", tmp_path / "modules")
    shutil.copytree(root / "tests" / "golden" / "stacks", tmp_path / "stacks")
    folders = sorted({path.parent for path in tmp_path.rglob("*.tf")})
    assert len(folders) > 20
    assert {folder.name: found_in(folder) for folder in folders if found_in(folder)} == {}
