resource "aws_ecs_service" "this" {
  #checkov:skip=CKV_AWS_333:the subnets have no NAT gateway (assign_public_ip of the environment)
  name            = local.name
  cluster         = local.cluster_arn
  task_definition = "${aws_ecs_task_definition.this.family}:${local.revision}"
  desired_count   = 2

  enable_execute_command            = true
  availability_zone_rebalancing     = "ENABLED"
  enable_ecs_managed_tags           = true
  propagate_tags                    = "SERVICE"
  health_check_grace_period_seconds = 120

  deployment_minimum_healthy_percent = 50
  deployment_maximum_percent         = 150
  wait_for_steady_state              = true

  deployment_circuit_breaker {
    enable   = true
    rollback = true
  }

  # Without it the provider replaces the service when a share changes.
  force_new_deployment = true

  capacity_provider_strategy {
    capacity_provider = "FARGATE"
    weight            = 1
    base              = 1
  }

  capacity_provider_strategy {
    capacity_provider = "FARGATE_SPOT"
    weight            = 4
    base              = 0
  }

  network_configuration {
    subnets          = local.subnet_ids
    security_groups  = concat([aws_security_group.this.id], local.security_group_ids)
    assign_public_ip = true
  }

  load_balancer {
    target_group_arn = aws_lb_target_group.public_nginx.arn
    container_name   = "nginx"
    container_port   = 80
  }

  load_balancer {
    target_group_arn = aws_lb_target_group.internal_web.arn
    container_name   = "web"
    container_port   = 3000
  }

  load_balancer {
    target_group_arn = aws_lb_target_group.internal_nginx.arn
    container_name   = "nginx"
    container_port   = 80
  }

  lifecycle {
    # Application Auto Scaling owns the number of tasks.
    ignore_changes = [desired_count]

    # The provider calls a rollback by the circuit breaker a success (terraform-provider-aws#20858).
    postcondition {
      condition     = tonumber(regex("[0-9]+$", self.task_definition)) >= local.revision
      error_message = "The deployment of revision ${local.revision} failed and ECS went back to ${self.task_definition}. Read the service's events and the logs in ${aws_cloudwatch_log_group.this.name}."
    }
  }

  # Tasks start with their permissions in place, and end before these go.
  # ECS refuses a target group that no listener leads to.
  depends_on = [
    module.task_roles,
    aws_lb_listener_rule.public_nginx,
    aws_lb_listener_rule.internal_web,
    aws_lb_listener_rule.internal_nginx,
  ]
}

resource "aws_lb_target_group" "public_nginx" {
  #checkov:skip=CKV_AWS_378:HTTPS ends at the load balancer
  name                 = "everything-prd-public-80"
  vpc_id               = local.vpc_id
  port                 = 80
  protocol             = "HTTP"
  target_type          = "ip"
  deregistration_delay = 30

  health_check {
    path                = "/healthz"
    matcher             = "200-299"
    interval            = 30
    timeout             = 10
    healthy_threshold   = 3
    unhealthy_threshold = 5
  }

  # A listener rule holds on to it: the successor must stand before it goes.
  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_lb_listener_rule" "public_nginx" {
  listener_arn = local.listener_arns["public"]
  priority     = 200

  action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.public_nginx.arn
  }

  condition {
    host_header {
      values = ["everything.example.com", "*.everything.example.com"]
    }
  }

  condition {
    path_pattern {
      values = ["/*"]
    }
  }
}

resource "aws_lb_target_group" "internal_web" {
  #checkov:skip=CKV_AWS_378:HTTPS ends at the load balancer
  name                 = "everything-prd-3000"
  vpc_id               = local.vpc_id
  port                 = 3000
  protocol             = "HTTP"
  target_type          = "ip"
  deregistration_delay = 60

  health_check {
    path                = "/"
    matcher             = "200"
    interval            = 15
    timeout             = 5
    healthy_threshold   = 2
    unhealthy_threshold = 3
  }

  # A listener rule holds on to it: the successor must stand before it goes.
  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_lb_listener_rule" "internal_web" {
  listener_arn = local.listener_arns["internal"]
  priority     = 10

  action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.internal_web.arn
  }

  condition {
    path_pattern {
      values = ["/internal/*"]
    }
  }
}

resource "aws_lb_target_group" "internal_nginx" {
  #checkov:skip=CKV_AWS_378:HTTPS ends at the load balancer
  name                 = "everything-prd-internal-80"
  vpc_id               = local.vpc_id
  port                 = 80
  protocol             = "HTTP"
  target_type          = "ip"
  deregistration_delay = 60

  health_check {
    path                = "/"
    matcher             = "200"
    interval            = 15
    timeout             = 5
    healthy_threshold   = 2
    unhealthy_threshold = 3
  }

  # A listener rule holds on to it: the successor must stand before it goes.
  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_lb_listener_rule" "internal_nginx" {
  listener_arn = local.listener_arns["internal"]
  priority     = 11

  action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.internal_nginx.arn
  }

  condition {
    host_header {
      values = ["everything.internal"]
    }
  }
}

resource "aws_security_group" "this" {
  #checkov:skip=CKV2_AWS_5:the service or the schedule uses it
  name        = local.name
  description = "The tasks of ${local.name}"
  vpc_id      = local.vpc_id
}

resource "aws_vpc_security_group_egress_rule" "all" {
  security_group_id = aws_security_group.this.id
  description       = "Images, secrets, logs and whatever the application calls"
  ip_protocol       = "-1"
  cidr_ipv4         = "0.0.0.0/0"
}

data "aws_lb_listener" "public" {
  arn = local.listener_arns["public"]
}

data "aws_lb" "public" {
  arn = data.aws_lb_listener.public.load_balancer_arn
}

data "aws_lb_listener" "internal" {
  arn = local.listener_arns["internal"]
}

data "aws_lb" "internal" {
  arn = data.aws_lb_listener.internal.load_balancer_arn
}

# Requests to container nginx, from the load balancers that lead to it.
resource "aws_vpc_security_group_ingress_rule" "nginx" {
  #checkov:skip=CKV_AWS_23:said above
  #checkov:skip=CKV_AWS_260:the source is a security group, never 0.0.0.0/0
  for_each = setunion(
    data.aws_lb.public.security_groups,
    data.aws_lb.internal.security_groups,
  )

  security_group_id            = aws_security_group.this.id
  referenced_security_group_id = each.value
  ip_protocol                  = "tcp"
  from_port                    = 80
  to_port                      = 80
}

# Requests to container web, from the load balancers that lead to it.
resource "aws_vpc_security_group_ingress_rule" "web" {
  #checkov:skip=CKV_AWS_23:said above
  #checkov:skip=CKV_AWS_260:the source is a security group, never 0.0.0.0/0
  for_each = data.aws_lb.internal.security_groups

  security_group_id            = aws_security_group.this.id
  referenced_security_group_id = each.value
  ip_protocol                  = "tcp"
  from_port                    = 3000
  to_port                      = 3000
}

module "autoscaling" {
  source = "../../../modules/autoscaling"

  cluster_name        = local.cluster_name
  service_name        = aws_ecs_service.this.name
  min                 = 2
  max                 = 10
  cpu                 = 60
  memory              = 70.5
  requests_per_target = 500
  target_group_labels = [
    "${data.aws_lb.public.arn_suffix}/${aws_lb_target_group.public_nginx.arn_suffix}",
  ]
}

module "alarms" {
  source = "../../../modules/alarms"

  name                 = local.name
  cluster_name         = local.cluster_name
  service_name         = aws_ecs_service.this.name
  topic_arns           = local.topic_arns
  cpu                  = 85
  memory               = 90
  running_tasks        = 1
  http_5xx             = 10
  load_balancer_suffix = data.aws_lb.public.arn_suffix
  target_group_suffixes = {
    public_nginx = aws_lb_target_group.public_nginx.arn_suffix
  }
}

module "alarms_internal" {
  source = "../../../modules/alarms"

  name                 = local.name
  cluster_name         = local.cluster_name
  service_name         = aws_ecs_service.this.name
  topic_arns           = local.topic_arns
  http_5xx             = 10
  load_balancer_suffix = data.aws_lb.internal.arn_suffix
  target_group_suffixes = {
    internal_web   = aws_lb_target_group.internal_web.arn_suffix
    internal_nginx = aws_lb_target_group.internal_nginx.arn_suffix
  }
}
