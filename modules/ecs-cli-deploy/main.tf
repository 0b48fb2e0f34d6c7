locals {
  project_name = "${var.name}-deploy"
  buildspec    = file("${path.module}/buildspec.yml")

  cluster      = split(":", var.cluster_arn)
  partition    = local.cluster[1]
  region       = local.cluster[3]
  account_id   = local.cluster[4]
  cluster_name = trimprefix(local.cluster[5], "cluster/")
  service_arn  = "arn:${local.partition}:ecs:${local.region}:${local.account_id}:service/${local.cluster_name}/${var.name}"

  # What buildspec.yml sets or reads, and what CodeBuild, bash and the AWS CLI do.
  taken_names = "^(PATH|HOME|IMAGE|(AWS|CODEBUILD|DEPLOY|BASH|LD)_.*)$"

  # https://github.com/aws/amazon-ecs-cli#download-specific-version
  ecs_cli_url = "https://amazon-ecs-cli.s3.amazonaws.com/ecs-cli-linux-amd64-v1.21.0"

  commands = {
    DEPLOY_NAME                    = var.name
    DEPLOY_CLUSTER                 = local.cluster_name
    DEPLOY_REGION                  = local.region
    DEPLOY_IMAGE_PARAMETER         = trimprefix(split(":", var.image_parameter_arn)[5], "parameter")
    DEPLOY_DESIRED_COUNT           = tostring(var.desired_count)
    DEPLOY_GRACE_PERIOD            = tostring(var.rollout.grace_period)
    DEPLOY_TIMEOUT                 = tostring(var.rollout.timeout_minutes)
    DEPLOY_MINIMUM_HEALTHY_PERCENT = tostring(var.rollout.minimum_healthy_percent)
    DEPLOY_MAXIMUM_PERCENT         = tostring(var.rollout.maximum_percent)
    DEPLOY_ECS_CLI_URL             = local.ecs_cli_url
  }

  optional = {
    DEPLOY_ECS_CLI_SHA256 = var.ecs_cli_sha256
    DEPLOY_TARGET_GROUPS = length(var.target_groups) == 0 ? null : join(" ", [
      for one in var.target_groups :
      "targetGroupArn=${one.arn},containerName=${one.container_name},containerPort=${one.container_port}"
    ])
  }

  environment = merge(
    var.environment,
    local.commands,
    { for name, value in local.optional : name => value if value != null },
  )
}

################################################################################
# Project
################################################################################

resource "aws_codebuild_project" "this" {
  name           = local.project_name
  description    = "Deploys ${var.name} with ecs-cli"
  service_role   = aws_iam_role.this.arn
  build_timeout  = min(480, 2 * var.rollout.timeout_minutes + 10)
  encryption_key = var.kms_key_arn

  source {
    type      = "CODEPIPELINE"
    buildspec = local.buildspec
  }

  artifacts {
    type = "CODEPIPELINE"
  }

  # https://docs.aws.amazon.com/codebuild/latest/userguide/build-env-ref-available.html
  environment {
    type         = "LINUX_CONTAINER"
    image        = "aws/codebuild/amazonlinux-x86_64-standard:5.0"
    compute_type = "BUILD_GENERAL1_SMALL"

    dynamic "environment_variable" {
      for_each = local.environment

      content {
        name  = environment_variable.key
        value = environment_variable.value
      }
    }
  }

  logs_config {
    cloudwatch_logs {
      group_name = aws_cloudwatch_log_group.this.name
    }
  }
}

# Made here, because the group that CodeBuild makes by itself keeps its logs for ever.
resource "aws_cloudwatch_log_group" "this" {
  #checkov:skip=CKV_AWS_158:CloudWatch Logs encrypts every group by itself; these logs hold the output of a deployment and no secrets.
  #checkov:skip=CKV_AWS_338:Nobody reads the log of a deployment after a year; log_retention_days says how long they are kept.
  name              = "/aws/codebuild/${local.project_name}"
  retention_in_days = var.log_retention_days
}

################################################################################
# Role
################################################################################

data "aws_iam_policy_document" "trust" {
  statement {
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["codebuild.amazonaws.com"]
    }

    # Only this account's project of this name may use the role (confused deputy):
    # https://docs.aws.amazon.com/codebuild/latest/userguide/setting-up-service-role.html
    condition {
      test     = "StringEquals"
      variable = "aws:SourceAccount"
      values   = [local.account_id]
    }

    condition {
      test     = "ArnLike"
      variable = "aws:SourceArn"
      values   = ["arn:${local.partition}:codebuild:${local.region}:${local.account_id}:project/${local.project_name}"]
    }
  }
}

resource "aws_iam_role" "this" {
  name                 = local.project_name
  description          = "What the deployment of ${var.name} with ecs-cli may do"
  assume_role_policy   = data.aws_iam_policy_document.trust.json
  permissions_boundary = var.permissions_boundary
}

data "aws_iam_policy_document" "this" {
  statement {
    sid       = "WriteLogs"
    actions   = ["logs:CreateLogStream", "logs:PutLogEvents"]
    resources = ["${aws_cloudwatch_log_group.this.arn}:*"]
  }

  # https://docs.aws.amazon.com/codebuild/latest/userguide/setting-up-service-role.html
  statement {
    sid       = "ReadArtifacts"
    actions   = ["s3:GetObject", "s3:GetObjectVersion"]
    resources = ["${var.artifact_bucket_arn}/*"]
  }

  statement {
    sid       = "FindArtifactBucket"
    actions   = ["s3:GetBucketAcl", "s3:GetBucketLocation"]
    resources = [var.artifact_bucket_arn]
  }

  statement {
    sid       = "DeployService"
    actions   = ["ecs:CreateService", "ecs:DescribeServices", "ecs:UpdateService"]
    resources = [local.service_arn]
  }

  statement {
    sid = "RegisterTaskDefinitions"
    actions = [
      "ecs:DeregisterTaskDefinition",
      "ecs:DescribeTaskDefinition",
      "ecs:ListTaskDefinitions",
      "ecs:RegisterTaskDefinition",
    ]

    # AWS has no resource-level permissions for these:
    # https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonelasticcontainerservice.html
    resources = ["*"]
  }

  statement {
    sid     = "ReadAccountSettings"
    actions = ["ecs:ListAccountSettings"]

    # ecs-cli asks whether tasks have long ARNs before it creates a service; the setting is the account's:
    # https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonelasticcontainerservice.html
    resources = ["*"]
  }

  statement {
    sid       = "PassTaskRoles"
    actions   = ["iam:PassRole"]
    resources = var.pass_role_arns

    condition {
      test     = "StringEquals"
      variable = "iam:PassedToService"
      values   = ["ecs-tasks.amazonaws.com"]
    }
  }

  statement {
    sid       = "RecordDeployedImage"
    actions   = ["ssm:PutParameter"]
    resources = [var.image_parameter_arn]
  }

  dynamic "statement" {
    for_each = var.kms_key_arn == null ? [] : [var.kms_key_arn]

    content {
      sid       = "ReadArtifactKey"
      actions   = ["kms:Decrypt", "kms:DescribeKey"]
      resources = [statement.value]
    }
  }
}

resource "aws_iam_role_policy" "this" {
  name   = "deploy"
  role   = aws_iam_role.this.name
  policy = data.aws_iam_policy_document.this.json
}
