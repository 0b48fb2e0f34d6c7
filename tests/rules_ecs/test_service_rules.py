"""Rules about services and their rolling deployments."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tfgen.rules.frame import Finding

Agree = Callable[[str], list[Finding]]
TASK = """
resource "aws_ecs_task_definition" "web" {
  family       = "web"
  skip_destroy = true
  container_definitions = jsonencode([
    { name = "web", image = var.image, memory = 256, portMappings = [{ containerPort = 80 }] },
  ])
}
variable "image" {}
variable "x" {}
variable "on" {
  default = true
}
"""


def service(lines: str = "", head: str = "", task: str = '"web:1"') -> str:
    """A rolling service with a circuit breaker and some more lines."""
    return f"""
resource "aws_ecs_service" "web" {{ {head}
  name            = "web"
  task_definition = {task}
  deployment_circuit_breaker {{
    enable   = true
    rollback = true
  }}
{lines}
}}
"""


OWN = "aws_ecs_task_definition.web.arn"
LATEST = """
data "aws_ecs_task_definition" "latest" {
  task_definition = aws_ecs_task_definition.web.family
}
"""
MAX = (
    '"web:${max(aws_ecs_task_definition.web.revision,'
    ' data.aws_ecs_task_definition.latest.revision)}"'
)


def pipeline(name: str, provider: str = "ECS") -> str:
    """A pipeline that deploys a service."""
    return f"""
resource "aws_codepipeline" "web" {{
  stage {{
    action {{
      category = "Deploy"
      provider = "{provider}"
      configuration = {{
        ServiceName = {name}
      }}
    }}
  }}
}}
"""


@pytest.mark.parametrize("name", ["aws_ecs_service.web.name", '"web"', "local.name"])
def test_501(agree: Agree, name: str) -> None:
    text = service(task=f"{OWN} #! TFG501") + TASK + pipeline(name)
    agree(text + 'locals {\n  name = "web"\n}\n')


@pytest.mark.parametrize(
    "text",
    [
        service(task=OWN) + TASK,
        service(task=OWN) + TASK + pipeline('"other"'),
        service(task=OWN) + TASK + pipeline("var.x"),
        service(task=OWN) + TASK + pipeline('"web"', "CodeDeployToECS"),
        service(task="var.x") + TASK + pipeline('"web"'),
        service("  lifecycle {\n    ignore_changes = all\n  }", task=OWN)
        + TASK
        + pipeline('"web"'),
        service(task=MAX) + LATEST + TASK + pipeline('"web"'),
    ],
)
def test_501_is_silent(agree: Agree, text: str) -> None:
    agree(text)


@pytest.mark.parametrize("latest", ["true", '"true"', "var.x", "var.on"])
def test_501_where_terraform_tracks_the_newest_revision(agree: Agree, latest: str) -> None:
    tracking = TASK.replace("skip_destroy", f"track_latest = {latest}\n  skip_destroy", 1)
    agree(service(task=OWN) + tracking + pipeline('"web"'))
    own = tracking.replace(f"track_latest = {latest}", "track_latest = false")
    agree(service(task=f"{OWN} #! TFG501") + own + pipeline('"web"'))


@pytest.mark.parametrize(
    ("task", "found"),
    [
        ('"web:${aws_ecs_task_definition.web.revision}"', True),
        ("local.arn", True),
        # ECS itself then takes the newest ACTIVE revision.
        ("aws_ecs_task_definition.web.family", False),
        ("aws_ecs_task_definition.web.id", False),
        ("aws_ecs_task_definition.web.arn_without_revision", False),
        # Somebody or something else may say which.
        ('"web:${max(aws_ecs_task_definition.web.revision, var.x)}"', False),
        ("coalesce(var.x, aws_ecs_task_definition.web.arn)", False),
        ('var.x == "" ? aws_ecs_task_definition.web.arn : var.x', False),
        ("local.chosen", False),
        ('"${aws_ecs_task_definition.web.family}:${aws_ssm_parameter.revision.value}"', False),
    ],
)
def test_501_of_what_names_the_revision(agree: Agree, task: str, found: bool) -> None:
    text = service(task=f"{task} {'#! TFG501' if found else ''}") + TASK + pipeline('"web"')
    names = f"locals {{\n  arn = {OWN}\n  chosen = coalesce(var.x, {OWN})\n}}\n"
    agree(text + names + 'resource "aws_ssm_parameter" "revision" {\n}\n')


def test_501_of_one_of_two_services(agree: Agree) -> None:
    other = service(task=OWN).replace('"aws_ecs_service" "web"', '"aws_ecs_service" "other"')
    either = "var.x ? aws_ecs_service.web.name : aws_ecs_service.other.name"
    both = service(task=OWN) + other.replace('= "web"', '= "other"') + TASK
    agree(both + pipeline(either))


def test_502(agree: Agree) -> None:
    task = TASK.replace("[\n", "[", 1)
    written = TASK.replace("image = var.image", 'image = "web:1"').replace("] },", "] }, #! TFG502")
    agree(service(task=MAX) + LATEST + written)
    agree(service(task=MAX) + LATEST + task)
    agree(service(task=OWN) + written.replace("#! TFG502", ""))
    sidecar = '{ name = "log", image = "log:1", memory = 64, essential = false },\n  ])'
    agree(service(task=MAX) + LATEST + written.replace("#! TFG502", "").replace("])", sidecar))


def test_503(agree: Agree) -> None:
    ignores = "  lifecycle {\n    ignore_changes = [task_definition] #! TFG503\n  }"
    agree(service(ignores, task=OWN) + TASK)
    quiet = ignores.replace(" #! TFG503", "")
    agree(service(quiet, task='"web:1"') + TASK)
    agree(service(quiet, "\n  count = var.on ? 1 : 0", task=OWN) + TASK)
    owned = TASK.replace("skip_destroy = true", "lifecycle {\n    ignore_changes = all\n  }")
    agree(service(quiet, task=OWN) + owned)
    tracking = TASK.replace("skip_destroy", "track_latest = true\n  skip_destroy", 1)
    agree(service(quiet, task=OWN) + tracking)


@pytest.mark.parametrize(
    ("family", "key", "found"),
    [
        ('"web"', '"web"', True),
        ("local.family", "local.family", True),
        ('"web"', "local.family", True),
        ("var.x", "var.x", True),
        ('"web"', '"other"', False),
        ('"web"', "aws_ecs_task_definition.web.family", False),
        ('"web"', "var.x", False),
    ],
)
def test_504(agree: Agree, family: str, key: str, found: bool) -> None:
    mark = "#! TFG504" if found else ""
    agree(
        TASK.replace('= "web"\n  skip', f"= {family}\n  skip")
        + 'locals {\n  family = "web"\n}\n'
        + f'data "aws_ecs_task_definition" "x" {{\n  task_definition = {key} {mark}\n}}\n'
    )


def test_504_of_a_toggle_is_silent(agree: Agree) -> None:
    data = 'data "aws_ecs_task_definition" "x" {\n  count = var.on ? 1 : 0\n'
    agree(TASK + data + '  task_definition = "web"\n}\n')


def test_505(agree: Agree) -> None:
    child = "\n# file: m/main.tf\n" + service(task=MAX) + LATEST + TASK
    call = 'module "m" {\n  source = "./m"\n  image = var.x\n  x = 1\n'
    agree(call + "  depends_on = [null_resource.x] #! TFG505\n}\n" + child)
    agree(call + "}\n" + child)
    agree(call + "  depends_on = [null_resource.x]\n}\n" + child.replace(MAX, OWN))


def test_506(agree: Agree) -> None:
    bare = TASK.replace("  skip_destroy = true\n", "").replace('"web" {', '"web" { #! TFG506', 1)
    quiet = bare.replace("#! TFG506", "")
    agree(service(task=OWN) + bare)
    agree(service(task='"web:1"') + quiet)
    agree(service(task=OWN) + quiet.replace('"web"\n', '"web"\n  skip_destroy = var.x\n', 1))
    agree(service(task=OWN).replace("rollback = true", "rollback = var.x") + quiet)
    code_deploy = '  deployment_controller {\n    type = "CODE_DEPLOY"\n  }\n'
    owned = "  lifecycle {\n    ignore_changes = [task_definition, load_balancer]\n  }\n"
    balanced = BALANCED % ('"web"', 80)
    text = service(code_deploy + owned + balanced, task=OWN) + bare
    agree(text.replace("enable   = true", "enable   = false"))


@pytest.mark.parametrize(
    ("lines", "found"),
    [
        ("", True),
        ('  deployment_controller {\n    type = "ECS"\n  }', True),
        ('  deployment_controller {\n    type = "EXTERNAL"\n  }', False),
        ("  deployment_controller {\n    type = var.x\n  }", False),
        ("  alarms {\n    enable = true\n  }", False),
        ("  lifecycle {\n    ignore_changes = all\n  }", False),
        ('  scheduling_strategy = "DAEMON"', False),
        (
            '  dynamic "deployment_circuit_breaker" {\n    for_each = var.x\n    content {}\n  }',
            False,
        ),
        ("  deployment_configuration {\n    strategy = var.x\n  }", False),
    ],
)
def test_507(agree: Agree, lines: str, found: bool) -> None:
    mark = "#! TFG507" if found else ""
    agree(f'resource "aws_ecs_service" "web" {{ {mark}\n{lines}\n}}\nvariable "x" {{}}\n')


@pytest.mark.parametrize(
    ("enable", "rollback", "found"),
    [
        ("true", "false", True),
        ("true", "local.no", True),
        ("true", "var.x", False),
        ("true", "var.off", False),
        ("false", "false", False),
        ("var.x", "false", False),
    ],
)
def test_508(agree: Agree, enable: str, rollback: str, found: bool) -> None:
    agree(f"""
resource "aws_ecs_service" "web" {{
  deployment_circuit_breaker {{
    enable   = {enable}
    rollback = {rollback} {"#! TFG508" if found else ""}
  }}
}}
variable "x" {{}}
variable "off" {{
  default = false
}}
locals {{
  no = false
}}
""")


@pytest.mark.parametrize(
    ("lines", "found"),
    [
        ("", True),
        ("  load_balancer {\n    container_name = var.x\n  }", False),
        ('  dynamic "load_balancer" {\n    for_each = var.x\n    content {}\n  }', False),
        ("  service_registries {\n    registry_arn = var.x\n  }", False),
    ],
)
def test_509(agree: Agree, lines: str, found: bool) -> None:
    period = f"  health_check_grace_period_seconds = 60 {'#! TFG509' if found else ''}\n"
    agree(service(period + lines) + TASK)
    agree(service("  health_check_grace_period_seconds = 0"))
    agree(service("  health_check_grace_period_seconds = null"))
    agree(service("  health_check_grace_period_seconds = var.x") + TASK)


@pytest.mark.parametrize(
    "resource",
    [
        "service/main/${aws_ecs_service.web.name}",
        "service/main/web",
        "service/${local.cluster}/web",
    ],
)
def test_510(agree: Agree, resource: str) -> None:
    target = f'resource "aws_appautoscaling_target" "x" {{\n  resource_id = "{resource}"\n}}\n'
    more = target + 'locals {\n  cluster = "main"\n}\n'
    cluster = '  cluster = "arn:aws:ecs:eu-west-1:111111111111:cluster/main"\n'
    agree(service(cluster + "  desired_count = 2 #! TFG510") + more)
    agree(service(cluster) + more)
    ignored = "  lifecycle {\n    ignore_changes = [desired_count]\n  }"
    agree(service(cluster + "  desired_count = 2\n" + ignored) + more)


def test_510_only_where_it_is_this_service(agree: Agree) -> None:
    count = service('  cluster = "main"\n  desired_count = 2')
    other = 'resource "aws_appautoscaling_target" "x" {\n  resource_id = "service/main/other"\n}\n'
    agree(count + other)
    toggled = other.replace("other", "web").replace("{\n", "{\n  count = var.on ? 1 : 0\n", 1)
    agree(count + toggled + TASK)


SUSPENDED = """
  suspended_state {
    dynamic_scaling_in_suspended  = %s
    dynamic_scaling_out_suspended = true
    scheduled_scaling_suspended   = true
  }
"""


@pytest.mark.parametrize(
    ("state", "found"),
    [
        (SUSPENDED % "true", False),
        (SUSPENDED % "var.x", False),
        (SUSPENDED % "var.on", False),
        (SUSPENDED % "false", True),
        (SUSPENDED % "null", True),
        ('  dynamic "suspended_state" {\n    for_each = var.x\n    content {}\n  }\n', False),
    ],
)
def test_510_of_a_target_that_is_suspended(agree: Agree, state: str, found: bool) -> None:
    target = 'resource "aws_appautoscaling_target" "x" {\n'
    target += f'  resource_id = "service/main/${{aws_ecs_service.web.name}}"\n{state}}}\n'
    agree(service(f"  desired_count = 2 {'#! TFG510' if found else ''}") + target + TASK)


def test_510_of_one_of_two_services(agree: Agree) -> None:
    one = service("  desired_count = 2")
    other = one.replace('"aws_ecs_service" "web"', '"aws_ecs_service" "other"')
    either = "${var.x ? aws_ecs_service.web.name : aws_ecs_service.other.name}"
    target = 'resource "aws_appautoscaling_target" "x" {\n'
    agree(one + other + TASK + f'{target}  resource_id = "service/main/{either}"\n}}\n')


def test_510_through_a_module(agree: Agree) -> None:
    agree(
        service("  desired_count = 2 #! TFG510")
        + 'module "scaling" {\n  source = "./m"\n  service = aws_ecs_service.web.name\n}\n'
        + '# file: m/main.tf\nvariable "service" {}\nresource "aws_appautoscaling_target" "x" {\n'
        + '  resource_id = "service/main/${var.service}"\n}\n'
    )


@pytest.mark.parametrize(
    ("low", "high", "found"),
    [
        ("100", "100", True),
        ("null", "100", True),
        ("50", "100", False),
        ("100", "101", False),
        ("0", "null", False),
        ("var.x", "100", False),
        ("100", "var.x", False),
    ],
)
def test_511(agree: Agree, low: str, high: str, found: bool) -> None:
    lines = (
        f"  deployment_maximum_percent = {high} {'#! TFG511' if found else ''}\n"
        f"  deployment_minimum_healthy_percent = {low}\n"
    )
    agree(service(lines) + TASK)


def test_511_knows_the_defaults_of_daemons(agree: Agree) -> None:
    agree(service('  scheduling_strategy = "DAEMON"\n  deployment_maximum_percent = 100\n'))


def test_512(agree: Agree) -> None:
    strategy = '  capacity_provider_strategy {\n    capacity_provider = "FARGATE"\n  }\n'
    agree(service('  launch_type = "FARGATE" #! TFG512\n' + strategy))
    agree(service("  launch_type = null\n" + strategy))
    agree(service("  launch_type = var.x\n" + strategy) + TASK)
    maybe = strategy.replace(
        "capacity_provider_strategy {", 'dynamic "capacity_provider_strategy" {'
    )
    dynamic = maybe.replace('capacity_provider = "FARGATE"', "for_each = var.x\n    content {}")
    agree(service('  launch_type = "FARGATE"\n' + dynamic) + TASK)


def test_513(agree: Agree) -> None:
    daemon = '  scheduling_strategy = "DAEMON" #! TFG513\n'
    agree(service('  launch_type = "FARGATE"\n' + daemon))
    providers = '  capacity_provider_strategy {\n    capacity_provider = "FARGATE_SPOT"\n  }\n'
    agree(service(providers + daemon))
    external = service('  deployment_controller {\n    type = "EXTERNAL"\n  }\n' + daemon)
    agree(external.replace("enable   = true", "enable   = false"))
    quiet = daemon.replace("#! TFG513", "")
    agree(service('  launch_type = "EC2"\n' + quiet))
    agree(service("  launch_type = var.x\n" + quiet) + TASK)


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ('"a b"', True),
        ('"a.b"', True),
        (f'"{"a" * 256}"', True),
        (f'"{"a" * 255}"', False),
        ('"${var.x}.b"', False),
        ('""', False),
    ],
)
def test_514(agree: Agree, name: str, found: bool) -> None:
    mark = "#! TFG514" if found else ""
    agree(service(task="var.image").replace('= "web"', f"= {name} {mark}") + TASK)


AWSVPC = TASK.replace('"web"\n', '"web"\n  network_mode = "awsvpc"\n', 1)
SUBNETS = "  network_configuration { %s\n    subnets = var.x\n  }\n"


def test_515(agree: Agree) -> None:
    agree(service(head="#! TFG515", task=OWN) + AWSVPC)
    agree(service(SUBNETS % "", task=OWN) + AWSVPC)
    agree(service(SUBNETS % "#! TFG515", task=OWN) + TASK)
    agree(service(SUBNETS % "#! TFG515", task=OWN) + AWSVPC.replace('"awsvpc"', '"host"'))
    agree(service(task=OWN) + AWSVPC.replace('"awsvpc"', "var.x"))
    windows = TASK.replace('"web"\n', '"web"\n  runtime_platform {}\n', 1)
    agree(service(SUBNETS % "", task=OWN) + windows)
    agree(service(task="var.x") + AWSVPC)


BALANCED = """
  load_balancer {
    target_group_arn = aws_lb_target_group.web.arn
    container_name   = %s
    container_port   = %s
  }
"""
GROUP = 'resource "aws_lb_target_group" "web" { %s\n  %s\n}\n'


@pytest.mark.parametrize(
    ("head", "type_"),
    [
        ("#! TFG516", ""),
        ("", 'target_type = "instance" #! TFG516'),
        ("", 'target_type = "lambda" #! TFG516'),
        ("", 'target_type = "ip"'),
        ("", "target_type = var.x"),
    ],
)
def test_516(agree: Agree, head: str, type_: str) -> None:
    balanced = BALANCED % ('"web"', 80)
    group = GROUP % (head, type_)
    agree(service(SUBNETS % "" + balanced, task=OWN) + AWSVPC + group)
    quiet = group.replace("#! TFG516", "")
    agree(service(balanced, task=OWN) + TASK + quiet)


def test_516_of_a_group_that_is_only_read(agree: Agree) -> None:
    read = 'data "aws_lb_target_group" "web" {\n  name = "web"\n}\n'
    balanced = (BALANCED % ('"web"', 80)).replace("aws_lb_target", "data.aws_lb_target")
    agree(service(SUBNETS % "" + balanced, task=OWN) + AWSVPC + read)


def test_516_of_two_defaults_is_silent(agree: Agree) -> None:
    defaults = 'variable "mode" {\n  default = "awsvpc"\n}\n'
    defaults += 'variable "type" {\n  default = "instance"\n}\n'
    group = GROUP % ("", "target_type = var.type")
    text = service(SUBNETS % "" + BALANCED % ('"web"', 80), task=OWN) + AWSVPC + defaults
    agree(text + group.replace("var.type", "var.type #! TFG516"))
    agree(text.replace('network_mode = "awsvpc"', "network_mode = var.mode") + group)


@pytest.mark.parametrize(
    ("name", "port"),
    [
        ('"web"', "80"),
        ('"wbe" #! TFG517', "80"),
        ('"web"', "443 #! TFG517"),
        ("var.x", "443"),
        ('"web"', "var.x"),
    ],
)
def test_517(agree: Agree, name: str, port: str) -> None:
    agree(service(BALANCED % (name, port), task=OWN) + TASK)


def test_517_with_containers_that_are_not_all_known(agree: Agree) -> None:
    balanced = BALANCED % ('"wbe"', "80")
    more = TASK.replace("  ])\n", "    var.x,\n  ])\n")
    agree(service(balanced, task=OWN) + more)
    ports = TASK.replace("containerPort = 80", "containerPort = var.x")
    agree(service(BALANCED % ('"web"', "443"), task=OWN) + ports)
    agree(service(balanced, task=OWN) + TASK.replace('name = "web"', "name = var.x"))


@pytest.mark.parametrize(
    ("ports", "found"),
    [
        ("var.ports", False),
        ("concat([], var.ports)", False),
        ("[]", True),
        ("null", True),
        ("[{ containerPort = var.port }]", True),
    ],
)
def test_517_of_ports_that_a_caller_gives(agree: Agree, ports: str, found: bool) -> None:
    defaults = 'variable "ports" {\n  default = []\n}\nvariable "port" {\n  default = 1\n}\n'
    task = TASK.replace("[{ containerPort = 80 }]", ports)
    balanced = BALANCED % ('"web"', f"80 {'#! TFG517' if found else ''}")
    agree(service(balanced, task=OWN) + task + defaults)


def test_517_finds_the_caller(agree: Agree) -> None:
    child = service(BALANCED % ("var.x", "80"), task=OWN) + TASK + GROUP % ("", "")
    call = 'module "m" {\n  source = "./m"\n  image = "a:1"\n  x = "wbe" #! TFG517\n}\n'
    agree(call + "# file: m/main.tf\n" + child)


def test_518(agree: Agree) -> None:
    enabled = "  enable_execute_command = true"
    agree(service(f"{enabled} #! TFG518", task=OWN) + TASK)
    role = TASK.replace('"web"\n', '"web"\n  task_role_arn = var.x\n', 1)
    agree(service(enabled, task=OWN) + role)
    agree(service("  enable_execute_command = var.x", task=OWN) + TASK)
    agree(service(enabled, task="var.x") + TASK)
