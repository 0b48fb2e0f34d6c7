locals {
  containers = [
    {
      name         = "web"
      image        = aws_ssm_parameter.image.value
      essential    = true
      portMappings = [{ containerPort = 3000, hostPort = 3000, protocol = "tcp", name = "web", appProtocol = "http" }]
      environment  = [{ name = "RAILS_ENV", value = "production" }, { name = "CHANGE", value = var.change }]
      secrets      = [{ name = "SECRET", valueFrom = aws_ssm_parameter.secret.arn }]
      healthCheck  = { command = ["CMD-SHELL", "curl -f http://localhost:3000/healthz"], interval = 30, timeout = 5, retries = 3, startPeriod = 10 }
      logConfiguration = { logDriver = "awslogs", options = {
        awslogs-group = aws_cloudwatch_log_group.this.name, awslogs-region = data.aws_region.current.name, awslogs-stream-prefix = "web"
      } }
      linuxParameters        = { initProcessEnabled = true }
      stopTimeout            = 60
      readonlyRootFilesystem = false
      ulimits                = [{ name = "nofile", softLimit = 65536, hardLimit = 65536 }]
    },
    {
      name         = "nginx"
      image        = "public.ecr.aws/nginx/nginx:1.27"
      essential    = true
      portMappings = [{ containerPort = 80, protocol = "tcp" }]
      dependsOn    = [{ containerName = "web", condition = "HEALTHY" }]
      mountPoints  = [{ sourceVolume = "tmp", containerPath = "/tmp/x", readOnly = false }]
    },
  ]
}

resource "terraform_data" "config" {
  input = sha256(jsonencode({ change = var.change }))
}

resource "aws_ecs_task_definition" "this" {
  family                   = local.name
  requires_compatibilities = ["FARGATE"]
  network_mode             = "awsvpc"
  cpu                      = 512
  memory                   = local.before ? 1024 : 2048
  task_role_arn            = aws_iam_role.this["task"].arn
  execution_role_arn       = aws_iam_role.this["execution"].arn
  container_definitions    = jsonencode(local.containers)
  skip_destroy             = true
  track_latest             = false
  volume { name = "tmp" }
  ephemeral_storage { size_in_gib = 30 }
  runtime_platform {
    cpu_architecture        = "ARM64"
    operating_system_family = "LINUX"
  }
  lifecycle {
    create_before_destroy = true
    ignore_changes        = [container_definitions]
    replace_triggered_by  = [terraform_data.config]
  }
}

data "aws_ecs_task_definition" "latest" {
  task_definition = aws_ecs_task_definition.this.family
}
