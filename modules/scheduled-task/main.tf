locals {
  task_definition = split(":", var.task_definition_arn)
  partition       = local.task_definition[1]
  region          = local.task_definition[3]
  account_id      = local.task_definition[4]

  group_arn = "arn:${local.partition}:scheduler:${local.region}:${local.account_id}:schedule-group/${var.name}"
}

################################################################################
# Schedule
################################################################################

# A group of its own, because a group is the narrowest that a role can be tied to: see the trust below.
resource "aws_scheduler_schedule_group" "this" {
  name = var.name
}

resource "aws_scheduler_schedule" "this" {
  #checkov:skip=CKV_AWS_297:The schedule names a cluster, a family, subnets and a role; it holds no data and no secrets.
  name        = var.name
  group_name  = aws_scheduler_schedule_group.this.name
  description = "Runs a task of ${var.name}"
  state       = var.enabled ? "ENABLED" : "DISABLED"

  schedule_expression          = var.expression
  schedule_expression_timezone = var.timezone

  flexible_time_window {
    mode = "OFF"
  }

  target {
    arn      = var.cluster_arn
    role_arn = aws_iam_role.this.arn

    ecs_parameters {
      # Without a revision ECS runs the newest ACTIVE one, whoever registered it:
      # https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_RunTask.html
      task_definition_arn     = var.task_definition_arn
      launch_type             = "FARGATE"
      task_count              = 1
      propagate_tags          = "TASK_DEFINITION"
      enable_ecs_managed_tags = true
      enable_execute_command  = var.execute_command

      network_configuration {
        subnets          = var.subnet_ids
        security_groups  = var.security_group_ids
        assign_public_ip = var.assign_public_ip
      }
    }

    # After an hour a run that could not be started is given up: the scheduler would try for a day.
    retry_policy {
      maximum_retry_attempts       = var.retries
      maximum_event_age_in_seconds = 3600
    }
  }

  # A schedule that is due at once finds its permissions in place.
  depends_on = [aws_iam_role_policy.this]
}

################################################################################
# Role
################################################################################

data "aws_iam_policy_document" "trust" {
  statement {
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["scheduler.amazonaws.com"]
    }

    # Only schedules of this account's group may use the role (confused deputy). AWS takes the ARN of
    # a group here, never that of a schedule:
    # https://docs.aws.amazon.com/scheduler/latest/UserGuide/cross-service-confused-deputy-prevention.html
    condition {
      test     = "StringEquals"
      variable = "aws:SourceAccount"
      values   = [local.account_id]
    }

    condition {
      test     = "StringEquals"
      variable = "aws:SourceArn"
      values   = [local.group_arn]
    }
  }
}

resource "aws_iam_role" "this" {
  name                 = "${var.name}-schedule"
  description          = "What the schedule of ${var.name} may do"
  assume_role_policy   = data.aws_iam_policy_document.trust.json
  permissions_boundary = var.permissions_boundary
}

data "aws_iam_policy_document" "this" {
  # A call without a revision is checked against the ARN without one:
  # https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonelasticcontainerservice.html
  statement {
    sid       = "RunTask"
    actions   = ["ecs:RunTask"]
    resources = [var.task_definition_arn, "${var.task_definition_arn}:*"]

    condition {
      test     = "ArnEquals"
      variable = "ecs:cluster"
      values   = [var.cluster_arn]
    }
  }

  # The new task gets the tags of its task definition:
  # https://docs.aws.amazon.com/AmazonECS/latest/developerguide/supported-iam-actions-tagging.html
  statement {
    sid       = "TagTask"
    actions   = ["ecs:TagResource"]
    resources = ["${replace(var.cluster_arn, ":cluster/", ":task/")}/*"]

    condition {
      test     = "StringEquals"
      variable = "ecs:CreateAction"
      values   = ["RunTask"]
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
}

resource "aws_iam_role_policy" "this" {
  name   = "schedule"
  role   = aws_iam_role.this.name
  policy = data.aws_iam_policy_document.this.json
}
