locals {
  project_name = "${var.name}-files"
  buildspec    = file("${path.module}/buildspec.yml")
  partition    = split(":", var.artifact_bucket_arn)[1]

  environment = length(var.deployment_files) == 0 ? { CONTAINER_NAMES = join(" ", var.containers) } : {
    DEPLOYMENT_FILES = join(" ", [for name, object in var.deployment_files : "${name}=${object}"])
  }
}

################################################################################
# Project
################################################################################

resource "aws_codebuild_project" "this" {
  name           = local.project_name
  description    = "Hands the deployment of ${var.name} its files for an image that is in ECR already"
  service_role   = aws_iam_role.this.arn
  build_timeout  = 5
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
  #checkov:skip=CKV_AWS_158:CloudWatch Logs encrypts every group by itself; these logs hold the output of a build and no secrets.
  #checkov:skip=CKV_AWS_338:Nobody reads the log of a build after a year; log_retention_days says how long they are kept.
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
      values   = [data.aws_caller_identity.current.account_id]
    }

    condition {
      test     = "ArnLike"
      variable = "aws:SourceArn"
      values   = ["arn:*:codebuild:*:${data.aws_caller_identity.current.account_id}:project/${local.project_name}"]
    }
  }
}

# A bucket's ARN names no account, so no input tells which account this is.
data "aws_caller_identity" "current" {}

resource "aws_iam_role" "this" {
  name                 = local.project_name
  description          = "What the step that hands ${var.name} its deployment files may do"
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
    sid       = "PassArtifacts"
    actions   = ["s3:GetObject", "s3:GetObjectVersion", "s3:PutObject"]
    resources = ["${var.artifact_bucket_arn}/*"]
  }

  statement {
    sid       = "FindArtifactBucket"
    actions   = ["s3:GetBucketAcl", "s3:GetBucketLocation"]
    resources = [var.artifact_bucket_arn]
  }

  dynamic "statement" {
    for_each = length(var.deployment_files) > 0 ? [values(var.deployment_files)] : []

    content {
      sid       = "FetchDeploymentFiles"
      actions   = ["s3:GetObject", "s3:GetObjectVersion"]
      resources = [for object in statement.value : "arn:${local.partition}:s3:::${trimprefix(object, "s3://")}"]
    }
  }

  dynamic "statement" {
    for_each = var.kms_key_arn == null ? [] : [var.kms_key_arn]

    content {
      sid       = "UseArtifactKey"
      actions   = ["kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey*", "kms:ReEncrypt*"]
      resources = [statement.value]
    }
  }
}

resource "aws_iam_role_policy" "this" {
  name   = "files"
  role   = aws_iam_role.this.name
  policy = data.aws_iam_policy_document.this.json
}
