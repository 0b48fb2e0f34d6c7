locals {
  cluster    = split(":", var.cluster_arn)
  partition  = local.cluster[1]
  region     = local.cluster[3]
  account_id = local.cluster[4]
}

################################################################################
# Role
################################################################################

data "aws_iam_policy_document" "trust" {
  statement {
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["codedeploy.amazonaws.com"]
    }

    # Only deployment groups of this application may use the role (confused deputy):
    # https://docs.aws.amazon.com/codedeploy/latest/userguide/security_confused_deputy.html
    condition {
      test     = "StringEquals"
      variable = "aws:SourceAccount"
      values   = [local.account_id]
    }

    condition {
      test     = "ArnLike"
      variable = "aws:SourceArn"
      values   = ["arn:${local.partition}:codedeploy:${local.region}:${local.account_id}:deploymentgroup:${var.name}/*"]
    }
  }
}

resource "aws_iam_role" "this" {
  name                 = "${var.name}-codedeploy"
  description          = "What the blue/green deployments of ${var.name} may do"
  assume_role_policy   = data.aws_iam_policy_document.trust.json
  permissions_boundary = var.permissions_boundary
}

# Written out instead of the managed AWSCodeDeployRoleForECS, which may change every service and
# listener, call every function and pass every role of the account:
# https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AWSCodeDeployRoleForECS.html
data "aws_iam_policy_document" "this" {
  ##############################################################################
  # The service and its two sets of tasks
  ##############################################################################

  statement {
    sid       = "MoveService"
    actions   = ["ecs:DescribeServices", "ecs:UpdateServicePrimaryTaskSet"]
    resources = [var.service_arn]
  }

  statement {
    sid     = "StartTasks"
    actions = ["ecs:CreateTaskSet"]

    # A task set has no ARN before it is there; the service is a condition:
    # https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonelasticcontainerservice.html
    resources = ["*"]

    condition {
      test     = "ArnEquals"
      variable = "ecs:cluster"
      values   = [var.cluster_arn]
    }

    condition {
      test     = "ArnEquals"
      variable = "ecs:service"
      values   = [var.service_arn]
    }
  }

  statement {
    sid       = "EndTasks"
    actions   = ["ecs:DeleteTaskSet"]
    resources = ["${replace(var.service_arn, ":service/", ":task-set/")}/*"]
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
  # Traffic
  ##############################################################################

  statement {
    sid = "ReadTraffic"
    actions = [
      "elasticloadbalancing:DescribeListeners",
      "elasticloadbalancing:DescribeRules",
      "elasticloadbalancing:DescribeTargetGroups",
    ]

    # AWS has no resource-level permissions for these three:
    # https://docs.aws.amazon.com/service-authorization/latest/reference/list_awselasticloadbalancingv2.html
    resources = ["*"]
  }

  statement {
    sid     = "MoveTraffic"
    actions = ["elasticloadbalancing:ModifyListener", "elasticloadbalancing:ModifyRule"]
    resources = concat(
      var.listener_arns,
      [for arn in var.listener_arns : "${replace(arn, ":listener/", ":listener-rule/")}/*"],
    )
  }

  ##############################################################################
  # What stops a deployment
  ##############################################################################

  # The alarms of a deployment group are asked for by name, which IAM does not check any closer:
  # https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/permissions-reference-cw.html
  statement {
    sid       = "WatchAlarms"
    actions   = ["cloudwatch:DescribeAlarms"]
    resources = ["arn:${local.partition}:cloudwatch:${local.region}:${local.account_id}:alarm:*"]
  }

  dynamic "statement" {
    for_each = length(var.hook_arns) > 0 ? [var.hook_arns] : []

    content {
      sid       = "CallHooks"
      actions   = ["lambda:InvokeFunction"]
      resources = statement.value
    }
  }
}

resource "aws_iam_role_policy" "this" {
  name   = "codedeploy"
  role   = aws_iam_role.this.name
  policy = data.aws_iam_policy_document.this.json
}
