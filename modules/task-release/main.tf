locals {
  project_name = "${var.name}-release"

  parameter  = split(":", var.image_parameter_arn)
  partition  = local.parameter[1]
  region     = local.parameter[3]
  account_id = local.parameter[4]

  task_definition_arn = "arn:${local.partition}:ecs:${local.region}:${local.account_id}:task-definition/${var.task_family}"
}

################################################################################
# Project
################################################################################

resource "aws_codebuild_project" "this" {
  name           = local.project_name
  description    = "Registers a revision of ${var.task_family} with the image that was built"
  service_role   = aws_iam_role.this.arn
  build_timeout  = 10
  encryption_key = var.kms_key_arn

  source {
    type      = "CODEPIPELINE"
    buildspec = file("${path.module}/buildspec.yml")
  }

  artifacts {
    type = "CODEPIPELINE"
  }

  environment {
    type         = "LINUX_CONTAINER"
    image        = "aws/codebuild/amazonlinux-x86_64-standard:5.0"
    compute_type = "BUILD_GENERAL1_SMALL"

    environment_variable {
      name  = "TASK_FAMILY"
      value = var.task_family
    }

    environment_variable {
      name  = "IMAGE_PARAMETER"
      value = var.image_parameter_name
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
  #checkov:skip=CKV_AWS_158:CloudWatch Logs encrypts every group by itself; these logs hold the output of a release and no secrets.
  #checkov:skip=CKV_AWS_338:Nobody reads the log of a release after a year; log_retention_days says how long they are kept.
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
      test     = "StringEquals"
      variable = "aws:SourceArn"
      values   = ["arn:${local.partition}:codebuild:${local.region}:${local.account_id}:project/${local.project_name}"]
    }
  }
}

resource "aws_iam_role" "this" {
  name                 = local.project_name
  description          = "What the release of ${var.name} may do"
  assume_role_policy   = data.aws_iam_policy_document.trust.json
  permissions_boundary = var.permissions_boundary
}

data "aws_iam_policy_document" "this" {
  statement {
    sid       = "WriteLogs"
    actions   = ["logs:CreateLogStream", "logs:PutLogEvents"]
    resources = ["${aws_cloudwatch_log_group.this.arn}:*"]
  }

  # Nothing is handed on, so nothing is written:
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

  dynamic "statement" {
    for_each = var.kms_key_arn == null ? [] : [var.kms_key_arn]

    content {
      sid       = "UseArtifactKey"
      actions   = ["kms:Decrypt", "kms:DescribeKey"]
      resources = [statement.value]
    }
  }

  statement {
    sid = "ManageTaskDefinitions"
    actions = [
      "ecs:DeregisterTaskDefinition",
      "ecs:DescribeTaskDefinition",
      "ecs:RegisterTaskDefinition",
    ]

    # AWS has no resource-level permissions for these three:
    # https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonelasticcontainerservice.html
    resources = ["*"]
  }

  # A revision keeps the tags of the one that it is cloned from.
  statement {
    sid       = "TagTaskDefinitions"
    actions   = ["ecs:TagResource"]
    resources = [local.task_definition_arn, "${local.task_definition_arn}:*"]

    condition {
      test     = "StringEquals"
      variable = "ecs:CreateAction"
      values   = ["RegisterTaskDefinition"]
    }
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
    sid       = "RecordReleasedImage"
    actions   = ["ssm:PutParameter"]
    resources = [var.image_parameter_arn]
  }
}

resource "aws_iam_role_policy" "this" {
  name   = "release"
  role   = aws_iam_role.this.name
  policy = data.aws_iam_policy_document.this.json
}
