resource "aws_security_group" "this" {
  name        = local.name
  description = "web"
  vpc_id      = var.vpc_id
  lifecycle { create_before_destroy = true }
}

resource "aws_vpc_security_group_ingress_rule" "lb" {
  for_each                     = toset(["80", "3000"])
  security_group_id            = aws_security_group.this.id
  description                  = "from lb ${var.change}"
  referenced_security_group_id = local.before ? tolist(data.aws_lb.this.security_groups)[0] : var.security_group_ids[0]
  ip_protocol                  = "tcp"
  from_port                    = tonumber(each.key)
  to_port                      = tonumber(each.key)
}

resource "aws_vpc_security_group_egress_rule" "all" {
  security_group_id = aws_security_group.this.id
  description       = "out ${var.change}"
  cidr_ipv4         = "0.0.0.0/0"
  ip_protocol       = "-1"
}

resource "aws_vpc_security_group_egress_rule" "database" {
  security_group_id            = aws_security_group.this.id
  description                  = "to the database"
  referenced_security_group_id = var.security_group_ids[0]
  ip_protocol                  = "tcp"
  from_port                    = 5432
  to_port                      = 5432
}

resource "aws_lb_target_group" "this" {
  for_each             = { nginx = 80, web = 3000 }
  name                 = "${local.name}-${each.key}"
  port                 = each.value
  protocol             = "HTTP"
  target_type          = "ip"
  vpc_id               = var.vpc_id
  deregistration_delay = local.before ? 30 : 60
  health_check {
    path                = "/healthz"
    matcher             = "200-299"
    interval            = 15
    timeout             = 5
    healthy_threshold   = 2
    unhealthy_threshold = 3
  }
}

resource "aws_lb_listener_rule" "this" {
  for_each     = { nginx = 100, web = 101 }
  listener_arn = var.listener_arn
  priority     = each.value
  condition {
    host_header { values = ["${each.key}.example.com"] }
  }
  condition {
    path_pattern { values = [local.before ? "/*" : "/x/*"] }
  }
  action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.this[each.key].arn
  }
}

resource "aws_lb_listener_rule" "weighted" {
  listener_arn = var.listener_arn
  priority     = 200
  condition {
    host_header { values = ["w.example.com"] }
  }
  action {
    type = "forward"
    forward {
      target_group {
        arn    = aws_lb_target_group.this["nginx"].arn
        weight = 90
      }
      target_group {
        arn    = aws_lb_target_group.this["web"].arn
        weight = 10
      }
      stickiness {
        enabled  = false
        duration = 1
      }
    }
  }
}

resource "aws_ecs_service" "this" {
  name                               = local.name
  cluster                            = data.aws_ecs_cluster.this.arn
  task_definition                    = "${aws_ecs_task_definition.this.family}:${max(aws_ecs_task_definition.this.revision, data.aws_ecs_task_definition.latest.revision)}"
  desired_count                      = 2
  launch_type                        = "FARGATE"
  platform_version                   = "LATEST"
  availability_zone_rebalancing      = "ENABLED"
  enable_execute_command             = true
  enable_ecs_managed_tags            = true
  propagate_tags                     = "SERVICE"
  health_check_grace_period_seconds  = local.before ? 60 : 90
  deployment_minimum_healthy_percent = 100
  deployment_maximum_percent         = 200
  wait_for_steady_state              = true
  deployment_circuit_breaker {
    enable   = true
    rollback = true
  }
  network_configuration {
    subnets          = var.subnet_ids
    security_groups  = concat(var.security_group_ids, [aws_security_group.this.id])
    assign_public_ip = false
  }
  dynamic "load_balancer" {
    for_each = { nginx = 80, web = 3000 }
    content {
      target_group_arn = aws_lb_target_group.this[load_balancer.key].arn
      container_name   = load_balancer.key
      container_port   = load_balancer.value
    }
  }
  lifecycle {
    postcondition {
      condition     = endswith(self.task_definition, ":${max(aws_ecs_task_definition.this.revision, data.aws_ecs_task_definition.latest.revision)}")
      error_message = "rolled back"
    }
  }
  depends_on = [aws_lb_listener_rule.this]
}

resource "aws_ecs_service" "worker" {
  name            = "worker-stg"
  cluster         = data.aws_ecs_cluster.this.arn
  task_definition = aws_ecs_task_definition.this.arn
  desired_count   = 1
  capacity_provider_strategy {
    capacity_provider = "FARGATE_SPOT"
    weight            = 1
    base              = 0
  }
  capacity_provider_strategy {
    capacity_provider = "FARGATE"
    weight            = 1
    base              = 1
  }
  availability_zone_rebalancing = local.before ? "DISABLED" : "ENABLED"
  alarms {
    enable      = true
    rollback    = true
    alarm_names = ["x"]
  }
  network_configuration {
    subnets         = var.subnet_ids
    security_groups = var.security_group_ids
  }
  wait_for_steady_state = true
  lifecycle { ignore_changes = [desired_count] }
}
