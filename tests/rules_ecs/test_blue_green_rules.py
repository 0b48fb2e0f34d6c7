"""Rules about blue/green deployments by CodeDeploy."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tfgen.rules.frame import Finding

Agree = Callable[[str], list[Finding]]
IGNORES = """
  lifecycle {
    ignore_changes = [task_definition, load_balancer]
  }
"""
BALANCED = """
  load_balancer {
    target_group_arn = aws_lb_target_group.blue.arn
    container_name   = "web"
    container_port   = 80
  }
"""
VARIABLES = """
variable "x" {}
variable "on" {
  default = true
}
"""


def service(lines: str = BALANCED + IGNORES, head: str = "", kind: str = '"CODE_DEPLOY"') -> str:
    """A service that CodeDeploy deploys."""
    return f"""
resource "aws_ecs_service" "web" {{ {head}
  name            = "web"
  task_definition = "web:1"
  deployment_controller {{
    type = {kind}
  }}
{lines}
}}
"""


APPLICATION = """
resource "aws_codedeploy_app" "web" {
  name             = "web"
  compute_platform = "ECS"
}
"""
PIECES = {
    "style": """
  deployment_style {
    deployment_type   = "BLUE_GREEN"
    deployment_option = "WITH_TRAFFIC_CONTROL"
  }
""",
    "ready": """
  blue_green_deployment_config {
    deployment_ready_option {
      action_on_timeout = "CONTINUE_DEPLOYMENT"
    }
  }
""",
    "back": """
  auto_rollback_configuration {
    enabled = true
    events  = ["DEPLOYMENT_FAILURE"]
  }
""",
    "service": """
  ecs_service {
    cluster_name = "main"
    service_name = aws_ecs_service.web.name
  }
""",
    "pair": """
  load_balancer_info {
    target_group_pair_info {
      prod_traffic_route {
        listener_arns = [aws_lb_listener.web.arn]
      }
      target_group {
        name = aws_lb_target_group.blue.name
      }
      target_group {
        name = aws_lb_target_group.green.name
      }
    }
  }
""",
    "config": '  deployment_config_name = "CodeDeployDefault.ECSAllAtOnce"\n',
}


def group(head: str = "", **pieces: str) -> str:
    """A deployment group; a piece that is given takes the place of the good one."""
    inner = "".join({**PIECES, **pieces}.values())
    return (
        f'resource "aws_codedeploy_deployment_group" "web" {{ {head}\n'
        f"  app_name = aws_codedeploy_app.web.name\n{inner}}}\n"
    )


def balancer(green: str = "port = 80", rule: str = "", ignored: str = "default_action") -> str:
    """Two target groups and a listener that forwards to blue."""
    return f"""
resource "aws_lb_target_group" "blue" {{
  name = "blue"
  port = 80
}}
resource "aws_lb_target_group" "green" {{
  name = "green"
  {green}
}}
resource "aws_lb_listener" "web" {{
  default_action {{
    target_group_arn = aws_lb_target_group.blue.arn
  }}
  lifecycle {{
    ignore_changes = [{ignored}]
  }}
}}
{rule}
"""


ALL = service() + APPLICATION + group() + balancer() + VARIABLES


def test_a_good_one_passes(agree: Agree) -> None:
    agree(ALL)


def test_520(agree: Agree) -> None:
    agree(service(head="#! TFG520") + APPLICATION + balancer())
    agree(service() + balancer())
    agree(service() + APPLICATION + balancer() + 'module "m" {\n  source = "a/b/c"\n}\n')
    agree(service("  count = var.on ? 1 : 0" + BALANCED + IGNORES) + APPLICATION + VARIABLES)
    agree(service(kind="var.x") + APPLICATION + balancer() + VARIABLES)


@pytest.mark.parametrize(
    ("name", "found"), [('"wbe"', True), ('"web"', False), ("var.x", False), ("local.n", True)]
)
def test_521(agree: Agree, name: str, found: bool) -> None:
    mark = "#! TFG521" if found else ""
    piece = PIECES["service"].replace("aws_ecs_service.web.name", f"{name} {mark}")
    agree(
        service() + group(service=piece) + APPLICATION + balancer() + VARIABLES
        + 'locals {\n  n = "nothing"\n}\n'
    )  # fmt: skip


def test_521_of_another_stack(agree: Agree) -> None:
    piece = PIECES["service"].replace("aws_ecs_service.web.name", '"elsewhere"')
    agree(group(service=piece) + APPLICATION + balancer())


@pytest.mark.parametrize(
    ("kind", "found"), [('"ECS"', True), ('"EXTERNAL"', True), ("var.x", False)]
)
def test_522(agree: Agree, kind: str, found: bool) -> None:
    mark = "aws_ecs_service.web.name #! TFG522" if found else "aws_ecs_service.web.name"
    piece = PIECES["service"].replace("aws_ecs_service.web.name", mark)
    alarms = "  alarms {\n    enable = false\n  }\n"
    agree(
        service(BALANCED + alarms, kind=kind)
        + group(service=piece) + APPLICATION + balancer() + VARIABLES
    )  # fmt: skip


@pytest.mark.parametrize(
    ("green", "found"),
    [
        ("port = 8080", True),
        ('port = "80"', False),
        ("port = var.x", False),
        ('port = 80\n  target_type = "ip" #! TFG523', None),
        ('port = 80\n  protocol = "HTTPS"', False),
    ],
)
def test_523(agree: Agree, green: str, found: bool | None) -> None:
    mark = " #! TFG523" if found else ""
    agree(service() + group() + APPLICATION + balancer(green + mark) + VARIABLES)


def test_523_of_a_group_that_is_only_read(agree: Agree) -> None:
    pair = PIECES["pair"].replace("aws_lb_target_group.blue", "data.aws_lb_target_group.old")
    read = 'data "aws_lb_target_group" "old" {\n  name = "old"\n}\n'
    green = balancer('port = 80\n  target_type = "ip"')
    agree(service() + group(pair=pair) + APPLICATION + green + read)


def test_524(agree: Agree) -> None:
    agree(service(IGNORES, head="#! TFG524"))
    second = BALANCED.replace("load_balancer {", "load_balancer { #! TFG524")
    agree(service(BALANCED + second + IGNORES))
    dynamic = '  dynamic "load_balancer" {\n    for_each = var.x\n    content {}\n  }\n'
    agree(service(dynamic + IGNORES) + VARIABLES)
    agree(service(IGNORES, kind="var.x") + VARIABLES)


def test_525(agree: Agree) -> None:
    agree(service(BALANCED, head="#! TFG525"))
    one = IGNORES.replace("task_definition, load_balancer]", "load_balancer] #! TFG525")
    agree(service(BALANCED + one))
    agree(service(BALANCED + "  lifecycle {\n    ignore_changes = all\n  }\n"))
    agree(service(BALANCED + "  count = var.x\n") + VARIABLES)


@pytest.mark.parametrize(
    ("name", "enable", "found"),
    [
        ("deployment_circuit_breaker", "true", True),
        ("alarms", "true", True),
        ("alarms", "false", False),
        ("alarms", "var.x", False),
    ],
)
def test_526(agree: Agree, name: str, enable: str, found: bool) -> None:
    mark = "#! TFG526" if found else ""
    block = f"  {name} {{ {mark}\n    enable = {enable}\n    rollback = true\n  }}\n"
    agree(service(BALANCED + IGNORES + block) + VARIABLES)
    agree(service(BALANCED + block.replace("#! TFG526", ""), kind="var.x") + VARIABLES)


@pytest.mark.parametrize("piece", ["style", "ready", "pair", "service"])
def test_527_missing(agree: Agree, piece: str) -> None:
    # Without a service the application alone tells that the group is for ECS.
    alone = "" if piece == "service" else service()
    agree(alone + group("#! TFG527", **{piece: ""}) + APPLICATION + balancer())


@pytest.mark.parametrize(
    ("piece", "old", "new"),
    [
        ("style", '"BLUE_GREEN"', '"IN_PLACE" #! TFG527'),
        ("style", 'deployment_option = "WITH_TRAFFIC_CONTROL"', ""),
        ("style", '"BLUE_GREEN"', "var.x"),
        ("pair", "target_group_pair_info {", "target_group_pair_info { #! TFG527"),
        ("pair", "load_balancer_info {", "load_balancer_info { #! TFG527"),
        ("pair", "      prod", "      test"),
    ],
)
def test_527_other(agree: Agree, piece: str, old: str, new: str) -> None:
    text = PIECES[piece].replace(old, new)
    if new == "":
        text = text.replace("deployment_style {", "deployment_style { #! TFG527")
    elif new.startswith("      test"):
        text = text.replace("pair_info {", "pair_info { #! TFG527")
    elif new.startswith("load_balancer_info"):
        text = "  load_balancer_info { #! TFG527\n  }\n"
    elif new.startswith("target_group_pair"):
        green = "      target_group {\n        name = aws_lb_target_group.green.name\n      }\n"
        text = text.replace(green, "")
    agree(service() + group(**{piece: text}) + APPLICATION + balancer() + VARIABLES)


def test_527_is_about_ecs(agree: Agree) -> None:
    servers = APPLICATION.replace('"ECS"', '"Server"')
    bare = dict.fromkeys(PIECES, "")
    agree(group(**bare) + servers)
    agree(group(**bare) + APPLICATION.replace('"ECS"', "var.x") + VARIABLES)


@pytest.mark.parametrize(
    ("head", "config"),
    [
        ("#! TFG528", ""),
        ("", 'deployment_config_name = "CodeDeployDefault.AllAtOnce" #! TFG528'),
        ("", 'deployment_config_name = "CodeDeployDefault.LambdaAllAtOnce" #! TFG528'),
        ("", 'deployment_config_name = "CodeDeployDefault.ECSLinear10PercentEvery1Minutes"'),
        ("", 'deployment_config_name = "our-own"'),
        ("", "deployment_config_name = var.x"),
    ],
)
def test_528(agree: Agree, head: str, config: str) -> None:
    agree(service() + group(head, config=f"  {config}\n") + APPLICATION + balancer() + VARIABLES)


def test_529(agree: Agree) -> None:
    rest = service() + APPLICATION + balancer() + VARIABLES
    agree(group("#! TFG529", back="") + rest)
    alarms = PIECES["back"].replace("DEPLOYMENT_FAILURE", "DEPLOYMENT_STOP_ON_ALARM")
    agree(group(back=alarms.replace("configuration {", "configuration { #! TFG529")) + rest)
    agree(group(back=alarms.replace('["DEPLOYMENT_STOP_ON_ALARM"]', "var.x")) + rest)
    agree(group(back=PIECES["back"].replace("true", "false")) + rest)
    default = 'variable "events" {\n  default = []\n}\n'
    agree(
        group(back=PIECES["back"].replace('["DEPLOYMENT_FAILURE"]', "var.events")) + rest + default
    )


RULE = """
resource "aws_lb_listener_rule" "web" { %s
  listener_arn = %s
  action {
    target_group_arn = %s
  }
}
"""


@pytest.mark.parametrize(
    ("listener", "target", "found"),
    [
        ("aws_lb_listener.web.arn", "aws_lb_target_group.blue.arn", True),
        ("aws_lb_listener.web.arn", "aws_lb_target_group.green.arn", True),
        ("var.x", "aws_lb_target_group.blue.arn", True),
        ("aws_lb_listener.web.arn", "var.x", False),
        ("aws_lb_listener.other.arn", "aws_lb_target_group.blue.arn", False),
    ],
)
def test_530_of_a_rule(agree: Agree, listener: str, target: str, found: bool) -> None:
    rule = RULE % ("#! TFG530" if found else "", listener, target)
    other = 'resource "aws_lb_listener" "other" {\n}\n'
    agree(service() + group() + APPLICATION + balancer(rule=rule + other) + VARIABLES)


def test_530_of_a_listener(agree: Agree) -> None:
    listeners = balancer(ignored="port").replace("[port]", "[port] #! TFG530")
    agree(service() + group() + APPLICATION + listeners)
    weighted = listeners.replace(
        "    target_group_arn = aws_lb_target_group.blue.arn",
        "    forward {\n      target_group {\n"
        "        arn = aws_lb_target_group.green.arn\n      }\n    }",
    )
    agree(service() + group() + APPLICATION + weighted)


@pytest.mark.parametrize(
    ("wait", "action", "found"),
    [
        ("30", '"CONTINUE_DEPLOYMENT"', True),
        ("0", '"CONTINUE_DEPLOYMENT"', False),
        ("var.x", '"CONTINUE_DEPLOYMENT"', False),
        ("30", '"STOP_DEPLOYMENT"', False),
        ("30", "var.x", False),
    ],
)
def test_531(agree: Agree, wait: str, action: str, found: bool) -> None:
    option = f"action_on_timeout = {action}\n      wait_time_in_minutes = {wait}"
    mark = " #! TFG531" if found else ""
    ready = PIECES["ready"].replace('action_on_timeout = "CONTINUE_DEPLOYMENT"', option + mark)
    agree(service() + group(ready=ready) + APPLICATION + balancer() + VARIABLES)
