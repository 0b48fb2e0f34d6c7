# ecs-cli makes the ECS service and its task definitions, from docker-compose.yml and ecs-params.yml of
# the application's repository. Here is what they need; Terraform owns neither.
locals {
  # What the two files interpolate, each a variable of the deploy step. A change takes effect with
  # the next deployment.
  compose_environment = {
    TASK_ROLE_ARN          = module.task_roles.task_role_arn
    EXECUTION_ROLE_ARN     = module.task_roles.execution_role_arn
    TASK_CPU               = "512"
    TASK_MEMORY            = "1024"
    SUBNET_IDS             = join(", ", local.subnet_ids)
    SECURITY_GROUP_IDS     = join(", ", concat([aws_security_group.this.id], local.security_group_ids))
    ASSIGN_PUBLIC_IP       = "ENABLED"
    LOG_GROUP              = aws_cloudwatch_log_group.this.name
    REGION                 = local.region
    WEB__RAILS_ENV         = "production"
    WEB__RAILS_MAX_THREADS = "5"
    WEB__DATABASE_URL      = "arn:aws:ssm:${local.region}:${local.account_id}:parameter/shop/database-url"
    WEB__STRIPE_KEY        = "arn:aws:secretsmanager:${local.region}:${local.account_id}:secret:shop/stripe:key::"
  }
}

# The image that runs. Terraform writes the first one only; from then on the pipeline records here
# what it has deployed, so that a change of memory or environment keeps that image.
resource "aws_ssm_parameter" "image" {
  #checkov:skip=CKV2_AWS_34:the name of an image is no secret
  name           = "/${local.name}/image"
  description    = "The image that ${local.name} runs, written by its deploy pipeline."
  type           = "String"
  insecure_value = "public.ecr.aws/nginx/nginx:1.27"

  lifecycle {
    ignore_changes = [insecure_value]
  }
}

resource "aws_cloudwatch_log_group" "this" {
  #checkov:skip=CKV_AWS_158:CloudWatch Logs encrypts with a key of its own
  #checkov:skip=CKV_AWS_338:log_retention_days of the spec says how long
  name              = "/ecs/${local.name}"
  retention_in_days = 30
}

module "task_roles" {
  source = "../../../modules/task-roles"

  name                = local.name
  log_group_arn       = aws_cloudwatch_log_group.this.arn
  ecr_repository_arns = [module.ecr_repository.arn]
  secret_arns = [
    "arn:aws:secretsmanager:${local.region}:${local.account_id}:secret:shop/stripe-??????",
    "arn:aws:ssm:${local.region}:${local.account_id}:parameter/shop/database-url",
  ]
  permissions_boundary = local.permissions_boundary
}

resource "aws_lb_target_group" "public_nginx" {
  #checkov:skip=CKV_AWS_378:HTTPS ends at the load balancer
  name                 = "legacy-prd-80"
  vpc_id               = local.vpc_id
  port                 = 80
  protocol             = "HTTP"
  target_type          = "ip"
  deregistration_delay = 60

  health_check {
    path                = "/healthz"
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

resource "aws_lb_listener_rule" "public_nginx" {
  listener_arn = local.listener_arns["public"]
  priority     = 300

  action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.public_nginx.arn
  }

  condition {
    host_header {
      values = ["shop.example.com"]
    }
  }

  condition {
    path_pattern {
      values = ["/*"]
    }
  }
}

resource "aws_lb_target_group" "public_web" {
  #checkov:skip=CKV_AWS_378:HTTPS ends at the load balancer
  name                 = "legacy-prd-3000"
  vpc_id               = local.vpc_id
  port                 = 3000
  protocol             = "HTTP"
  target_type          = "ip"
  deregistration_delay = 60

  health_check {
    path                = "/healthz"
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
  priority     = 301

  action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.public_web.arn
  }

  condition {
    host_header {
      values = ["admin.shop.example.com"]
    }
  }

  condition {
    path_pattern {
      values = ["/*"]
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
