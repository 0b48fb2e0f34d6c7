locals {
  cluster    = split(":", var.cluster_arn)
  partition  = local.cluster[1]
  region     = local.cluster[3]
  account_id = local.cluster[4]

  log_group_arn       = "arn:${local.partition}:logs:${local.region}:${local.account_id}:log-group:/aws/codepipeline/${var.pipeline_name}"
  task_definition_arn = "arn:${local.partition}:ecs:${local.region}:${local.account_id}:task-definition/${coalesce(var.task_family, "none")}"

  # How the pipeline deploys: as lists of none or one, for the statements that depend on it.
  blue_green = var.deployment == null ? [] : [var.deployment]
  rolling    = var.deployment == null && var.service_arn != null ? [var.service_arn] : []
  deploys    = var.deployment != null || var.service_arn != null
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
  # Source, build and approval
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

  # https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-ECR.html
  dynamic "statement" {
    for_each = var.repository_arn == null ? [] : [var.repository_arn]

    content {
      sid       = "FindImage"
      actions   = ["ecr:DescribeImages"]
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

  # https://docs.aws.amazon.com/codepipeline/latest/userguide/approvals-iam-permissions.html
  dynamic "statement" {
    for_each = var.approval_topic_arn == null ? [] : [var.approval_topic_arn]

    content {
      sid       = "AskForApproval"
      actions   = ["sns:Publish"]
      resources = [statement.value]
    }
  }

  # Publishing to a topic that a key of its own encrypts uses that key, which only the topic knows:
  # https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html
  dynamic "statement" {
    for_each = var.approval_topic_arn == null ? [] : [var.approval_topic_arn]

    content {
      sid       = "UseKeyOfApprovalTopic"
      actions   = ["kms:Decrypt", "kms:GenerateDataKey"]
      resources = ["arn:${local.partition}:kms:${local.region}:${local.account_id}:key/*"]

      condition {
        test     = "StringLike"
        variable = "kms:ViaService"
        values   = ["sns.${local.region}.amazonaws.com*"]
      }
    }
  }

  ##############################################################################
  # Rolling deployment: what the ECS action does, and what takes a failed revision away
  # https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-ECS.html
  ##############################################################################

  dynamic "statement" {
    for_each = local.rolling

    content {
      sid       = "DeployService"
      actions   = ["ecs:DescribeServices", "ecs:UpdateService"]
      resources = [statement.value]
    }
  }

  dynamic "statement" {
    for_each = local.rolling

    content {
      sid       = "WatchTasks"
      actions   = ["ecs:DescribeTasks"]
      resources = ["${replace(var.cluster_arn, ":cluster/", ":task/")}/*"]
    }
  }

  dynamic "statement" {
    for_each = local.rolling

    content {
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
  }

  dynamic "statement" {
    for_each = local.rolling

    content {
      sid     = "RetireTaskDefinitions"
      actions = ["ecs:DeregisterTaskDefinition", "ecs:ListTaskDefinitions"]

      # AWS has no resource-level permissions for these two:
      # https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonelasticcontainerservice.html
      resources = ["*"]
    }
  }

  ##############################################################################
  # Blue/green deployment: what the CodeDeployToECS action does
  # https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-ECSbluegreen.html
  ##############################################################################

  dynamic "statement" {
    for_each = local.blue_green

    content {
      sid       = "Deploy"
      actions   = ["codedeploy:CreateDeployment", "codedeploy:GetDeployment"]
      resources = [statement.value.group_arn]
    }
  }

  dynamic "statement" {
    for_each = local.blue_green

    content {
      sid       = "RegisterAppspec"
      actions   = ["codedeploy:GetApplication", "codedeploy:GetApplicationRevision", "codedeploy:RegisterApplicationRevision"]
      resources = [statement.value.application_arn]
    }
  }

  dynamic "statement" {
    for_each = local.blue_green

    content {
      sid       = "ReadDeploymentConfiguration"
      actions   = ["codedeploy:GetDeploymentConfig"]
      resources = [statement.value.config_arn]
    }
  }

  dynamic "statement" {
    for_each = length(local.blue_green) > 0 && var.service_arn != null ? [var.service_arn] : []

    content {
      sid       = "ReadService"
      actions   = ["ecs:DescribeServices"]
      resources = [statement.value]
    }
  }

  ##############################################################################
  # Either deployment registers a task definition
  ##############################################################################

  dynamic "statement" {
    for_each = local.deploys ? [true] : []

    content {
      sid     = "RegisterTaskDefinitions"
      actions = ["ecs:DescribeTaskDefinition", "ecs:RegisterTaskDefinition"]

      # AWS has no resource-level permissions for these two:
      # https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonelasticcontainerservice.html
      resources = ["*"]
    }
  }

  # The ECS action copies the tags of the revision that it clones; a template brings its own.
  dynamic "statement" {
    for_each = local.deploys ? [local.task_definition_arn] : []

    content {
      sid       = "TagTaskDefinitions"
      actions   = ["ecs:TagResource"]
      resources = [statement.value, "${statement.value}:*"]

      condition {
        test     = "StringEquals"
        variable = "ecs:CreateAction"
        values   = ["RegisterTaskDefinition"]
      }
    }
  }

  dynamic "statement" {
    for_each = local.deploys ? [var.pass_role_arns] : []

    content {
      sid       = "PassTaskRoles"
      actions   = ["iam:PassRole"]
      resources = statement.value

      condition {
        test     = "StringEquals"
        variable = "iam:PassedToService"
        values   = ["ecs-tasks.amazonaws.com"]
      }
    }
  }

  ##############################################################################
  # Stage conditions: their commands run with this role
  # https://docs.aws.amazon.com/codepipeline/latest/userguide/rule-reference-Commands.html
  ##############################################################################

  dynamic "statement" {
    for_each = var.image_parameter_arn == null ? [] : [var.image_parameter_arn]

    content {
      sid       = "RecordDeployedImage"
      actions   = ["ssm:PutParameter"]
      resources = [statement.value]
    }
  }

  dynamic "statement" {
    for_each = var.image_parameter_arn == null ? [] : [local.log_group_arn]

    content {
      sid       = "LogCommands"
      actions   = ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"]
      resources = [statement.value, "${statement.value}:*"]
    }
  }
}
