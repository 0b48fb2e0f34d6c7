resource "aws_cloudwatch_event_rule" "this" {
  name          = var.name
  description   = "Starts a pipeline"
  event_pattern = var.event_pattern
  state         = var.enabled ? "ENABLED" : "DISABLED"
}

resource "aws_cloudwatch_event_target" "this" {
  rule     = aws_cloudwatch_event_rule.this.name
  arn      = var.pipeline_arn
  role_arn = aws_iam_role.this.arn

  # Nothing is started by a rule that may not start it.
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
      identifiers = ["events.amazonaws.com"]
    }

    # Only this rule may use the role (confused deputy):
    # https://docs.aws.amazon.com/eventbridge/latest/userguide/cross-service-confused-deputy-prevention.html
    condition {
      test     = "ArnEquals"
      variable = "aws:SourceArn"
      values   = [aws_cloudwatch_event_rule.this.arn]
    }
  }
}

resource "aws_iam_role" "this" {
  name                 = "${var.name}-trigger"
  description          = "Starts a pipeline when ${var.name} says so"
  assume_role_policy   = data.aws_iam_policy_document.trust.json
  permissions_boundary = var.permissions_boundary
}

# https://docs.aws.amazon.com/codepipeline/latest/userguide/create-cwe-ecr-source-cli.html
data "aws_iam_policy_document" "this" {
  statement {
    sid       = "StartPipeline"
    actions   = ["codepipeline:StartPipelineExecution"]
    resources = [var.pipeline_arn]
  }
}

resource "aws_iam_role_policy" "this" {
  name   = "start"
  role   = aws_iam_role.this.name
  policy = data.aws_iam_policy_document.this.json
}
