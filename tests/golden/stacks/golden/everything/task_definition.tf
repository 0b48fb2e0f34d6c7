locals {
  # What Terraform owns of the containers. A container without `image` runs the live image, which
  # the deploy pipeline owns.
  containers = [
    {
      name              = "web"
      essential         = true
      cpu               = 512
      memory            = 2048
      memoryReservation = 1024
      entryPoint        = ["/bin/tini", "--"]
      command           = ["bundle", "exec", "puma"]
      workingDirectory  = "/rails"
      user              = "1000"
      stopTimeout       = 60
      healthCheck = {
        command     = ["CMD-SHELL", "curl -f http://localhost:3000/healthz || exit 1"]
        interval    = 10
        timeout     = 3
        retries     = 5
        startPeriod = 20
      }
      portMappings = [{ containerPort = 3000, hostPort = 3000, protocol = "tcp" }]
      environment = [
        { name = "AWKWARD", value = "a \"quote\", a \\, $${interpolation}, %%{ directive }, {{ jinja }}, <IMAGE1_NAME>, 🦀" },
        { name = "DEBUG", value = "false" },
        { name = "LINES", value = "first\n<<EOF\nEOF\n" },
        { name = "PORT", value = "3000" },
        { name = "RAILS_ENV", value = "production" },
      ]
      secrets = [
        { name = "API_KEY", valueFrom = "arn:aws:secretsmanager:${local.region}:${local.account_id}:secret:everything/api:key::" },
        { name = "CERTIFICATE", valueFrom = "arn:aws:secretsmanager:us-east-1:111111111111:secret:tls-AbCdEf:pem::" },
        { name = "DATABASE_URL", valueFrom = "arn:aws:ssm:${local.region}:${local.account_id}:parameter/prd/everything/database-url" },
        { name = "OTHER_ACCOUNT", valueFrom = "arn:aws:ssm:us-east-1:222222222222:parameter/shared/key" },
      ]
      dependsOn = [
        { containerName = "migrate", condition = "SUCCESS" },
      ]
      logConfiguration = {
        logDriver = "awslogs"
        options = {
          awslogs-group         = aws_cloudwatch_log_group.this.name
          awslogs-region        = local.region
          awslogs-stream-prefix = "web"
        }
      }
    },
    {
      name      = "migrate"
      essential = false
      command   = ["rails", "db:migrate"]
      logConfiguration = {
        logDriver = "awslogs"
        options = {
          awslogs-group         = aws_cloudwatch_log_group.this.name
          awslogs-region        = local.region
          awslogs-stream-prefix = "migrate"
        }
      }
    },
    {
      name         = "nginx"
      image        = "222222222222.dkr.ecr.eu-west-1.amazonaws.com/shared/nginx:1.27"
      essential    = true
      portMappings = [{ containerPort = 80, hostPort = 80, protocol = "tcp" }]
      dependsOn = [
        { containerName = "web", condition = "HEALTHY" },
      ]
      logConfiguration = {
        logDriver = "awslogs"
        options = {
          awslogs-group         = aws_cloudwatch_log_group.this.name
          awslogs-region        = local.region
          awslogs-stream-prefix = "nginx"
        }
      }
    },
  ]

  # Of Terraform's revision and the newest that a deployment registered, the service runs the later
  # one: neither a deployment nor a change here undoes the other.
  revision = max(aws_ecs_task_definition.this.revision, data.aws_ecs_task_definition.latest.revision)
}

# The image that runs. Terraform writes the first one only; from then on the pipeline records here
# what it has deployed, so that a change of memory or environment keeps that image.
resource "aws_ssm_parameter" "image" {
  #checkov:skip=CKV2_AWS_34:the name of an image is no secret
  name           = "/${local.name}/image"
  description    = "The image that ${local.name} runs, written by its deploy pipeline."
  type           = "String"
  insecure_value = "public.ecr.aws/docker/library/busybox:1.36"

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
  cpu                      = 1024
  memory                   = 4096
  execution_role_arn       = module.task_roles.execution_role_arn
  task_role_arn            = module.task_roles.task_role_arn

  container_definitions = jsonencode([
    for container in local.containers : merge({ image = aws_ssm_parameter.image.insecure_value }, container)
  ])

  # Earlier revisions stay, as the way back.
  skip_destroy = true

  runtime_platform {
    operating_system_family = "LINUX"
    cpu_architecture        = "ARM64"
  }

  ephemeral_storage {
    size_in_gib = 40
  }

  lifecycle {
    create_before_destroy = true
    ignore_changes        = [container_definitions]
    replace_triggered_by  = [terraform_data.config]
  }
}

# Keyed on the resource's attribute, so that the first apply reads it after registering a revision.
data "aws_ecs_task_definition" "latest" {
  task_definition = aws_ecs_task_definition.this.family
}

resource "aws_cloudwatch_log_group" "this" {
  #checkov:skip=CKV_AWS_158:CloudWatch Logs encrypts with a key of its own
  #checkov:skip=CKV_AWS_338:log_retention_days of the spec says how long
  name              = "/ecs/${local.name}"
  retention_in_days = 90
}

module "task_roles" {
  source = "../../../modules/task-roles"

  name                = local.name
  log_group_arn       = aws_cloudwatch_log_group.this.arn
  ecr_repository_arns = concat([module.ecr_repository.arn], ["arn:aws:ecr:eu-west-1:222222222222:repository/shared/nginx"])
  secret_arns = [
    "arn:aws:secretsmanager:${local.region}:${local.account_id}:secret:everything/api-??????",
    "arn:aws:secretsmanager:us-east-1:111111111111:secret:tls-AbCdEf",
    "arn:aws:ssm:${local.region}:${local.account_id}:parameter/prd/everything/database-url",
    "arn:aws:ssm:us-east-1:222222222222:parameter/shared/key",
  ]
  kms_key_arns         = ["arn:aws:kms:us-east-1:111111111111:key/abc"]
  execute_command      = true
  permissions_boundary = local.permissions_boundary

  task_policies = {
    application = jsonencode({
      Version = "2012-10-17"
      Statement = [
        {
          Effect   = "Allow"
          Action   = ["s3:GetObject", "s3:PutObject"]
          Resource = ["arn:aws:s3:::uploads/*"]
        },
      ]
    })
  }
}
