locals {
  cluster    = split(":", var.cluster_arn)
  partition  = local.cluster[1]
  region     = local.cluster[3]
  account_id = local.cluster[4]

  log_group_arn       = "arn:${local.partition}:logs:${local.region}:${local.account_id}:log-group:/aws/codepipeline/${var.pipeline_name}"
  task_definition_arn = "arn:${local.partition}:ecs:${local.region}:${local.account_id}:task-definition/${var.task_family}"
}

# AWS names no aws:SourceAccount or aws:SourceArn for the service role of a pipeline:
# https://docs.aws.amazon.com/codepipeline/latest/userguide/how-to-custom-role.html
data "aws_iam_policy_document" "trust" {
  statement {
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["codepipeline.amazonaws.com"]
    }
  }
}

resource "aws_iam_role" "this" {
  name                 = "${var.name}-pipeline"
  description          = "What the pipeline of ${var.name} may do"
  assume_role_policy   = data.aws_iam_policy_document.trust.json
  permissions_boundary = var.permissions_boundary
}

resource "aws_iam_role_policy" "this" {
  name   = "pipeline"
  role   = aws_iam_role.this.name
  policy = data.aws_iam_policy_document.this.json
}

data "aws_iam_policy_document" "this" {
  ##############################################################################
  # Source and build
  ##############################################################################

  # https://docs.aws.amazon.com/codepipeline/latest/userguide/how-to-custom-role.html
  # The source action of a connection uploads with an ACL, and is denied without PutObjectAcl although
  # the bucket has no ACLs: https://github.com/aws/aws-cdk/issues/13557
  statement {
    sid       = "PassArtifacts"
    actions   = ["s3:GetObject", "s3:GetObjectVersion", "s3:PutObject", "s3:PutObjectAcl"]
    resources = ["${var.artifact_bucket_arn}/*"]
  }

  statement {
    sid       = "FindArtifactBucket"
    actions   = ["s3:GetBucketAcl", "s3:GetBucketLocation", "s3:GetBucketVersioning"]
    resources = [var.artifact_bucket_arn]
  }

  dynamic "statement" {
    for_each = var.kms_key_arn == null ? [] : [var.kms_key_arn]

    content {
      sid       = "UseArtifactKey"
      actions   = ["kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey*", "kms:ReEncrypt*"]
      resources = [statement.value]
    }
  }

  dynamic "statement" {
    for_each = var.connection_arn == null ? [] : [var.connection_arn]

    content {
      sid = "FetchSource"

      # The service was renamed; which of the two names is checked depends on the connection's age:
      # https://docs.aws.amazon.com/dtconsole/latest/userguide/rename.html
      actions   = ["codeconnections:UseConnection", "codestar-connections:UseConnection"]
      resources = [statement.value]
    }
  }

  dynamic "statement" {
    for_each = length(var.build_project_arns) > 0 ? [var.build_project_arns] : []

    content {
      sid       = "Build"
      actions   = ["codebuild:BatchGetBuilds", "codebuild:StartBuild"]
      resources = statement.value
    }
  }

  ##############################################################################
  # Deployment: what the ECS action does
  # https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-ECS.html
  ##############################################################################

  statement {
    sid       = "DeployService"
    actions   = ["ecs:DescribeServices", "ecs:UpdateService"]
    resources = [var.service_arn]
  }

  statement {
    sid       = "WatchTasks"
    actions   = ["ecs:DescribeTasks"]
    resources = ["${replace(var.cluster_arn, ":cluster/", ":task/")}/*"]
  }

  statement {
    sid     = "ListTasks"
    actions = ["ecs:ListTasks"]

    # Its only resource is a container instance, which Fargate has none of; the cluster is a condition:
    # https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonelasticcontainerservice.html
    resources = ["*"]

    condition {
      test     = "ArnEquals"
      variable = "ecs:cluster"
      values   = [var.cluster_arn]
    }
  }

  statement {
    sid = "ManageTaskDefinitions"
    actions = [
      "ecs:DeregisterTaskDefinition",
      "ecs:DescribeTaskDefinition",
      "ecs:ListTaskDefinitions",
      "ecs:RegisterTaskDefinition",
    ]

    # AWS has no resource-level permissions for these four:
    # https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonelasticcontainerservice.html
    resources = ["*"]
  }

  # The action copies the tags of the revision that it clones.
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

  ##############################################################################
  # Stage conditions: their commands run with this role
  # https://docs.aws.amazon.com/codepipeline/latest/userguide/rule-reference-Commands.html
  ##############################################################################

  statement {
    sid       = "LogCommands"
    actions   = ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"]
    resources = [local.log_group_arn, "${local.log_group_arn}:*"]
  }

  statement {
    sid       = "RecordDeployedImage"
    actions   = ["ssm:PutParameter"]
    resources = [var.image_parameter_arn]
  }
}
