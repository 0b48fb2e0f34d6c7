locals {
  # What Terraform owns of the containers. A container without `image` runs the live image, which
  # the deploy pipeline owns.
  containers = [
    {
      name      = "job"
      essential = true
      command   = ["python", "report.py"]
      logConfiguration = {
        logDriver = "awslogs"
        options = {
          awslogs-group         = aws_cloudwatch_log_group.this.name
          awslogs-region        = local.region
          awslogs-stream-prefix = "job"
        }
      }
    },
  ]
}

# The image that runs. Terraform writes the first one only; from then on the pipeline records here
# what it has deployed, so that a change of memory or environment keeps that image.
resource "aws_ssm_parameter" "image" {
  #checkov:skip=CKV2_AWS_34:the name of an image is no secret
  name           = "/${local.name}/image"
  description    = "The image that ${local.name} runs, written by its deploy pipeline."
  type           = "String"
  insecure_value = "public.ecr.aws/docker/library/busybox:1.37"

  lifecycle {
    ignore_changes = [insecure_value]
  }
}

# Everything but the live image. Only a change of this registers a new revision.
resource "terraform_data" "config" {
  input = sha256(jsonencode(local.containers))
}

resource "aws_ecs_task_definition" "this" {
  family                   = local.name
  requires_compatibilities = ["FARGATE"]
  network_mode             = "awsvpc"
  cpu                      = 256
  memory                   = 512
  execution_role_arn       = module.task_roles.execution_role_arn
  task_role_arn            = module.task_roles.task_role_arn

  container_definitions = jsonencode([
    for container in local.containers : merge({ image = aws_ssm_parameter.image.insecure_value }, container)
  ])

  # Earlier revisions stay, as the way back.
  skip_destroy = true

  runtime_platform {
    operating_system_family = "LINUX"
    cpu_architecture        = "X86_64"
  }

  lifecycle {
    create_before_destroy = true
    ignore_changes        = [container_definitions]
    replace_triggered_by  = [terraform_data.config]
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

  name                 = local.name
  log_group_arn        = aws_cloudwatch_log_group.this.arn
  ecr_repository_arns  = [module.ecr_repository.arn]
  secret_arns          = []
  permissions_boundary = local.permissions_boundary
}
