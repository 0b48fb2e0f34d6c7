resource "aws_iam_role" "this" {
  name = local.name
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{
    Effect    = "Allow"
    Principal = { Service = ["scheduler.amazonaws.com", "events.amazonaws.com"] }
    Action    = "sts:AssumeRole"
  }] })
}

resource "aws_ecs_task_definition" "this" {
  family                   = local.name
  requires_compatibilities = ["FARGATE"]
  network_mode             = "awsvpc"
  cpu                      = 256
  memory                   = local.before ? 512 : 1024
  container_definitions = jsonencode([{
    name         = "web"
    image        = "public.ecr.aws/nginx/nginx:1.27"
    essential    = true
    portMappings = [{ containerPort = 80, protocol = "tcp", name = "web", appProtocol = "http" }]
  }])
}

# --- a job
resource "aws_scheduler_schedule" "this" {
  name                         = local.name
  description                  = "nightly ${var.change}"
  schedule_expression          = local.before ? "cron(0 3 * * ? *)" : "rate(1 hours)"
  schedule_expression_timezone = "Asia/Tokyo"
  state                        = local.before ? "ENABLED" : "DISABLED"
  flexible_time_window { mode = "OFF" }
  target {
    arn      = aws_ecs_cluster.this.arn
    role_arn = aws_iam_role.this.arn
    retry_policy {
      maximum_retry_attempts       = local.before ? 2 : 0
      maximum_event_age_in_seconds = 3600
    }
    ecs_parameters {
      task_definition_arn     = aws_ecs_task_definition.this.arn_without_revision
      launch_type             = "FARGATE"
      platform_version        = "LATEST"
      task_count              = 1
      propagate_tags          = "TASK_DEFINITION"
      enable_ecs_managed_tags = true
      network_configuration {
        subnets          = var.subnet_ids
        security_groups  = var.security_group_ids
        assign_public_ip = false
      }
    }
  }
}

# --- a pipeline that a pushed image starts
resource "aws_ecr_repository" "this" {
  name                 = local.name
  image_tag_mutability = "MUTABLE"
  force_delete         = true
}

resource "aws_cloudwatch_event_rule" "pushed" {
  name        = "${local.name}-pushed"
  description = "a release was pushed ${var.change}"
  event_pattern = jsonencode({
    source      = ["aws.ecr"]
    detail-type = ["ECR Image Action"]
    detail = {
      action-type     = ["PUSH"]
      result          = ["SUCCESS"]
      repository-name = [aws_ecr_repository.this.name]
      image-tag       = [local.before ? "release" : "stable"]
    }
  })
}

resource "aws_cloudwatch_event_target" "pushed" {
  rule     = aws_cloudwatch_event_rule.pushed.name
  arn      = "arn:aws:codepipeline:ap-northeast-1:${data.aws_caller_identity.current.account_id}:${local.name}"
  role_arn = aws_iam_role.this.arn
}

# --- a worker that scales on its queue, known to others by Service Connect
resource "aws_ecs_service" "this" {
  name            = local.name
  cluster         = aws_ecs_cluster.this.arn
  task_definition = aws_ecs_task_definition.this.arn
  desired_count   = 1
  launch_type     = "FARGATE"
  network_configuration {
    subnets         = var.subnet_ids
    security_groups = var.security_group_ids
  }
  service_connect_configuration {
    enabled   = true
    namespace = aws_service_discovery_http_namespace.this.arn
    service {
      port_name      = "web"
      discovery_name = "web"
      client_alias {
        dns_name = "web"
        port     = local.before ? 80 : 8080
      }
    }
    log_configuration {
      log_driver = "awslogs"
      options = {
        awslogs-group         = aws_cloudwatch_log_group.this.name
        awslogs-region        = "ap-northeast-1"
        awslogs-stream-prefix = "service-connect"
      }
    }
  }
  lifecycle { ignore_changes = [desired_count] }
  depends_on = [aws_ecs_cluster_capacity_providers.this]
}

resource "aws_ecs_service" "client" {
  name            = "client-stg"
  cluster         = aws_ecs_cluster.this.arn
  task_definition = aws_ecs_task_definition.this.arn
  desired_count   = 1
  launch_type     = "FARGATE"
  network_configuration {
    subnets         = var.subnet_ids
    security_groups = var.security_group_ids
  }
  service_connect_configuration {
    enabled   = true
    namespace = aws_service_discovery_http_namespace.this.arn
  }
}

resource "aws_appautoscaling_target" "this" {
  service_namespace  = "ecs"
  resource_id        = "service/${aws_ecs_cluster.this.name}/${aws_ecs_service.this.name}"
  scalable_dimension = "ecs:service:DesiredCount"
  min_capacity       = 0
  max_capacity       = 10
}

resource "aws_appautoscaling_policy" "queue" {
  name               = "queue"
  policy_type        = "TargetTrackingScaling"
  service_namespace  = aws_appautoscaling_target.this.service_namespace
  resource_id        = aws_appautoscaling_target.this.resource_id
  scalable_dimension = aws_appautoscaling_target.this.scalable_dimension
  target_tracking_scaling_policy_configuration {
    target_value = local.before ? 100 : 50
    customized_metric_specification {
      metrics {
        id          = "messages"
        label       = "messages that wait"
        return_data = false
        metric_stat {
          stat = "Sum"
          metric {
            namespace   = "AWS/SQS"
            metric_name = "ApproximateNumberOfMessagesVisible"
            dimensions {
              name  = "QueueName"
              value = "jobs"
            }
          }
        }
      }
      metrics {
        id          = "tasks"
        return_data = false
        metric_stat {
          stat = "Average"
          metric {
            namespace   = "ECS/ContainerInsights"
            metric_name = "RunningTaskCount"
            dimensions {
              name  = "ClusterName"
              value = aws_ecs_cluster.this.name
            }
            dimensions {
              name  = "ServiceName"
              value = aws_ecs_service.this.name
            }
          }
        }
      }
      metrics {
        id          = "per_task"
        label       = "messages per task ${var.change}"
        expression  = "IF(tasks > 0, messages / tasks, messages)"
        return_data = true
      }
    }
  }
}
