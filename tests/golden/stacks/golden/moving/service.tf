resource "aws_ecs_service" "this_b" {
  #checkov:skip=CKV_AWS_333:the subnets have no NAT gateway (assign_public_ip of the environment)
  name            = "${local.name}-b"
  cluster         = local.cluster_arn
  task_definition = "${aws_ecs_task_definition.this_b.family}:${local.revision}"
  desired_count   = max(2, aws_ecs_service.this.desired_count)
  launch_type     = "FARGATE"

  enable_execute_command            = false
  availability_zone_rebalancing     = "ENABLED"
  enable_ecs_managed_tags           = true
  propagate_tags                    = "SERVICE"
  health_check_grace_period_seconds = 60

  deployment_minimum_healthy_percent = 100
  deployment_maximum_percent         = 200

  # The next step of the migration is for a service whose tasks run.
  wait_for_steady_state = true

  deployment_circuit_breaker {
    enable   = true
    rollback = true
  }

  network_configuration {
    subnets          = local.subnet_ids
    security_groups  = concat([aws_security_group.this.id], local.security_group_ids)
    assign_public_ip = true
  }

  load_balancer {
    target_group_arn = aws_lb_target_group.public_web_b.arn
    container_name   = "web"
    container_port   = 3000
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
    aws_lb_listener_rule.public_web,
  ]
}

resource "aws_lb_target_group" "public_web_b" {
  #checkov:skip=CKV_AWS_378:HTTPS ends at the load balancer
  name                 = "moving-prd-b-3000"
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

resource "aws_lb_listener_rule" "public_web" {
  listener_arn = local.listener_arns["public"]
  priority     = 130

  action {
    type = "forward"

    forward {
      target_group {
        arn    = local.former_groups[local.former_group]
        weight = 100
      }

      target_group {
        arn    = local.new_groups[local.new_group]
        weight = 0
      }
    }
  }

  condition {
    host_header {
      values = ["moving.example.com"]
    }
  }

  lifecycle {
    # The weights that the rule has when the plan is made: each step builds on the one before.
    precondition {
      condition     = lookup(local.weights, local.former_group, -1) >= 0
      error_message = "The rule with priority 130 leads to no target group of ${local.name}, so there is nothing to move away from. Lead it there first, or undo this step: tfgen migrate moving --back."
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

# Requests to container web, from the load balancers that lead to it.
resource "aws_vpc_security_group_ingress_rule" "web" {
  #checkov:skip=CKV_AWS_23:said above
  #checkov:skip=CKV_AWS_260:the source is a security group, never 0.0.0.0/0
  for_each = data.aws_lb.public.security_groups

  security_group_id            = aws_security_group.this.id
  referenced_security_group_id = each.value
  ip_protocol                  = "tcp"
  from_port                    = 3000
  to_port                      = 3000
}

module "autoscaling_b" {
  source = "../../../modules/autoscaling"

  cluster_name = local.cluster_name
  service_name = aws_ecs_service.this_b.name
  min          = max(2, aws_ecs_service.this.desired_count)
  max          = 10
  cpu          = 60
}

module "alarms_b" {
  source = "../../../modules/alarms"

  name                 = "${local.name}-b"
  cluster_name         = local.cluster_name
  service_name         = aws_ecs_service.this_b.name
  topic_arns           = []
  http_5xx             = 10
  load_balancer_suffix = data.aws_lb.public.arn_suffix
  target_group_suffixes = {
    public_web_b = aws_lb_target_group.public_web_b.arn_suffix
  }
}
