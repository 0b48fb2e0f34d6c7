locals {
  project_name = "${var.name}-build"
  buildspec    = file("${path.module}/buildspec.yml")

  # What buildspec.yml sets or reads; a variable of the service with such a name would change the build.
  taken_names = "^(PATH|HOME|REGISTRY|REPOSITORY_URL|DOCKERFILE|SEPARATOR|(CODEBUILD_|CONTAINER_|BUILD_ARG_|BUILD_CONTEXT|DEPLOYMENT_|IMAGE).*)$"

  environment = merge(
    var.build_args,
    {
      REGISTRY        = split("/", var.repository_url)[0]
      REPOSITORY_URL  = var.repository_url
      CONTAINER_NAMES = join(" ", var.containers)
      DOCKERFILE      = var.dockerfile
      BUILD_CONTEXT   = var.context
    },
    length(var.build_args) == 0 ? {} : { BUILD_ARG_NAMES = join(" ", keys(var.build_args)) },
    length(var.deployment_files) == 0 ? {} : {
      DEPLOYMENT_FILES = join(" ", [for name, object in var.deployment_files : "${name}=${object}"])
    },
  )

  partition = split(":", var.artifact_bucket_arn)[1]

  # https://docs.aws.amazon.com/codebuild/latest/userguide/build-env-ref-available.html
  machines = {
    X86_64 = { type = "LINUX_CONTAINER", image = "aws/codebuild/amazonlinux-x86_64-standard:5.0" }
    ARM64  = { type = "ARM_CONTAINER", image = "aws/codebuild/amazonlinux-aarch64-standard:3.0" }
  }
}

################################################################################
# Project
################################################################################

resource "aws_codebuild_project" "this" {
  #checkov:skip=CKV_AWS_316:Docker builds the image, and its daemon only runs in a privileged container.
  name           = local.project_name
  description    = "Builds the image of ${var.name} and pushes it to ${var.repository_url}"
  service_role   = aws_iam_role.this.arn
  build_timeout  = var.timeout_minutes
  encryption_key = var.kms_key_arn

  source {
    type      = "CODEPIPELINE"
    buildspec = local.buildspec
  }

  artifacts {
    type = "CODEPIPELINE"
  }

  environment {
    type         = local.machines[var.architecture].type
    image        = local.machines[var.architecture].image
    compute_type = var.compute_type

    # The Docker daemon of the build needs it:
    # https://docs.aws.amazon.com/codebuild/latest/userguide/sample-docker-section.html
    privileged_mode = true

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

# The repository may stand in another account and a bucket's ARN names none,
# so no input tells which account this is.
data "aws_caller_identity" "current" {}

resource "aws_iam_role" "this" {
  name                 = local.project_name
  description          = "What the image build of ${var.name} may do"
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

  # https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-push-iam.html
  statement {
    sid = "PushImage"
    actions = [
      "ecr:BatchCheckLayerAvailability",
      "ecr:BatchGetImage",
      "ecr:CompleteLayerUpload",
      "ecr:InitiateLayerUpload",
      "ecr:PutImage",
      "ecr:UploadLayerPart",
    ]
    resources = [var.repository_arn]
  }

  statement {
    sid     = "LogInToEcr"
    actions = ["ecr:GetAuthorizationToken"]

    # A token is for the whole registry, so AWS has no resource-level permission for it:
    # https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-push-iam.html
    resources = ["*"]
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
  name   = "build"
  role   = aws_iam_role.this.name
  policy = data.aws_iam_policy_document.this.json
}
