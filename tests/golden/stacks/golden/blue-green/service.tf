resource "aws_ecs_service" "this_b" {
  #checkov:skip=CKV_AWS_333:the subnets have no NAT gateway (assign_public_ip of the environment)
  name            = "${local.name}-b"
  cluster         = local.cluster_arn
  task_definition = aws_ecs_task_definition.this_b.arn
  desired_count   = 2

  enable_execute_command            = false
  availability_zone_rebalancing     = "DISABLED"
  enable_ecs_managed_tags           = true
  propagate_tags                    = "SERVICE"
  health_check_grace_period_seconds = 60

  deployment_controller {
    type = "CODE_DEPLOY"
  }

  capacity_provider_strategy {
    capacity_provider = "FARGATE"
    weight            = 1
    base              = 1
  }

  capacity_provider_strategy {
    capacity_provider = "FARGATE_SPOT"
    weight            = 3
    base              = 0
  }

  network_configuration {
    subnets          = local.subnet_ids
    security_groups  = local.service_security_group_ids
    assign_public_ip = true
  }

  load_balancer {
    target_group_arn = aws_lb_target_group.public_nginx_b_blue.arn
    container_name   = "nginx"
    container_port   = 80
  }

  # Each deployment sets these, by the template and the appspec of deployment.tf.
  lifecycle {
    ignore_changes = [
      task_definition,
      load_balancer,
      network_configuration,
      platform_version,
      capacity_provider_strategy,
      # Application Auto Scaling owns the number of tasks.
      desired_count,
    ]
  }

  # Tasks start with their permissions in place, and end before these go.
  # ECS refuses a target group that no listener leads to.
  depends_on = [
    module.task_roles,
    aws_lb_listener_rule.public_nginx,
  ]
}

locals {
  service_security_group_ids = concat([aws_security_group.this.id], local.security_group_ids)
}

resource "aws_lb_target_group" "public_nginx_b_blue" {
  #checkov:skip=CKV_AWS_378:HTTPS ends at the load balancer
  name                 = "blue-green-prd-b-80-blue"
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

resource "aws_lb_target_group" "public_nginx_b_green" {
  #checkov:skip=CKV_AWS_378:HTTPS ends at the load balancer
  name                 = "blue-green-prd-b-80-green"
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

# CodeDeploy turns it from one target group to the other.
resource "aws_lb_listener_rule" "public_nginx" {
  listener_arn = local.listener_arns["public"]
  priority     = 110

  action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.public_nginx_b_blue.arn
  }

  condition {
    host_header {
      values = ["web.example.com"]
    }
  }

  lifecycle {
    ignore_changes = [action]
  }

  # CodeDeploy makes the rule lead to both: neither group can go before it.
  depends_on = [aws_lb_target_group.public_nginx_b_green]
}

# The new tasks can be tried here before requests reach them.
resource "aws_lb_listener_rule" "public_nginx_test" {
  listener_arn = local.test_listener_arns["public"]
  priority     = 110

  action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.public_nginx_b_blue.arn
  }

  condition {
    host_header {
      values = ["web.example.com"]
    }
  }

  lifecycle {
    ignore_changes = [action]
  }

  # CodeDeploy makes the rule lead to both: neither group can go before it.
  depends_on = [aws_lb_target_group.public_nginx_b_green]
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

# Requests to container nginx, from the load balancers that lead to it.
resource "aws_vpc_security_group_ingress_rule" "nginx" {
  #checkov:skip=CKV_AWS_23:said above
  #checkov:skip=CKV_AWS_260:the source is a security group, never 0.0.0.0/0
  for_each = data.aws_lb.public.security_groups

  security_group_id            = aws_security_group.this.id
  referenced_security_group_id = each.value
  ip_protocol                  = "tcp"
  from_port                    = 80
  to_port                      = 80
}

module "autoscaling_b" {
  source = "../../../modules/autoscaling"

  cluster_name        = local.cluster_name
  service_name        = aws_ecs_service.this_b.name
  min                 = 2
  max                 = 10
  cpu                 = 60
  requests_per_target = 500
  target_group_labels = [
    "${data.aws_lb.public.arn_suffix}/${aws_lb_target_group.public_nginx_b_blue.arn_suffix}",
    "${data.aws_lb.public.arn_suffix}/${aws_lb_target_group.public_nginx_b_green.arn_suffix}",
  ]
}

module "alarms_b" {
  source = "../../../modules/alarms"

  name                 = "${local.name}-b"
  cluster_name         = local.cluster_name
  service_name         = aws_ecs_service.this_b.name
  topic_arns           = local.topic_arns
  cpu                  = 85
  http_5xx             = 10
  load_balancer_suffix = data.aws_lb.public.arn_suffix
  target_group_suffixes = {
    public_nginx_b_blue  = aws_lb_target_group.public_nginx_b_blue.arn_suffix
    public_nginx_b_green = aws_lb_target_group.public_nginx_b_green.arn_suffix
  }
}
