# codedeploy -> codepipeline, step 1 of 3: tfgen migrate moving.
# The former service and all that is its own stay as they are, until step 3 takes them away.

# Where the requests go now. CodeDeploy turns the rule from one target group to the other without
# Terraform, so only the rule itself knows.
data "aws_lb_listener_rule" "public_web" {
  listener_arn = local.listener_arns["public"]
  priority     = 130
}

locals {
  # The weight of each target group in the rule now, by its name.
  weights = {
    for group in data.aws_lb_listener_rule.public_web.action[0].forward.target_group : split("/", group.arn)[1] => group.weight
  }

  # Of the target groups of each service, the one that the rule leads to; else the first.
  former_groups = {
    "moving-prd-3000-blue"  = aws_lb_target_group.public_web_blue.arn
    "moving-prd-3000-green" = aws_lb_target_group.public_web_green.arn
  }
  former_group = lookup(local.weights, "moving-prd-3000-green", -1) > lookup(local.weights, "moving-prd-3000-blue", -1) ? "moving-prd-3000-green" : "moving-prd-3000-blue"
  new_groups = {
    "moving-prd-b-3000" = aws_lb_target_group.public_web_b.arn
  }
  new_group = "moving-prd-b-3000"
}

resource "aws_ecs_service" "this" {
  name    = local.name
  cluster = local.cluster_arn

  lifecycle {
    ignore_changes = all
  }

  depends_on = [
    module.task_roles,
    aws_ecs_task_definition.this,
    aws_lb_target_group.public_web_blue,
    aws_lb_target_group.public_web_green,
  ]
}

# Forgotten and not deregistered when it goes (skip_destroy): revisions stay, as the way back.
resource "aws_ecs_task_definition" "this" {
  family                = local.name
  container_definitions = jsonencode([])
  skip_destroy          = true

  lifecycle {
    create_before_destroy = true
    ignore_changes        = all
  }
}

resource "aws_lb_target_group" "public_web_blue" {
  lifecycle {
    create_before_destroy = true
    ignore_changes        = all
  }
}

resource "aws_lb_target_group" "public_web_green" {
  lifecycle {
    create_before_destroy = true
    ignore_changes        = all
  }
}

# So that the way back does not have to wait for the bucket's name.
module "template_store" {
  source = "../../../modules/artifact-store"

  name = "${local.name}-templates-${local.account_id}"

  # A template is needed until another takes its place.
  expiration_days = null
}

module "autoscaling" {
  source = "../../../modules/autoscaling"

  cluster_name = local.cluster_name
  service_name = aws_ecs_service.this.name
  min          = 2
  max          = 10
  cpu          = 60
}

module "alarms" {
  source = "../../../modules/alarms"

  name                 = local.name
  cluster_name         = local.cluster_name
  service_name         = aws_ecs_service.this.name
  topic_arns           = []
  http_5xx             = 10
  load_balancer_suffix = data.aws_lb.public.arn_suffix
  target_group_suffixes = {
    public_web_blue  = aws_lb_target_group.public_web_blue.arn_suffix
    public_web_green = aws_lb_target_group.public_web_green.arn_suffix
  }
}
