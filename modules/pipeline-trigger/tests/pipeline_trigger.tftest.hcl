mock_provider "aws" {
  mock_data "aws_iam_policy_document" {
    defaults = { json = "{}" }
  }

  mock_resource "aws_iam_role" {
    defaults = { arn = "arn:aws:iam::111111111111:role/mock" }
  }
}

variables {
  name          = "web-stg-image"
  pipeline_arn  = "arn:aws:codepipeline:eu-west-1:111111111111:web-stg"
  event_pattern = "{\"source\":[\"aws.ecr\"]}"
}

run "starts_the_pipeline" {
  command = apply

  assert {
    condition     = aws_cloudwatch_event_rule.this.name == "web-stg-image" && aws_cloudwatch_event_rule.this.event_pattern == "{\"source\":[\"aws.ecr\"]}"
    error_message = "name or event_pattern does not reach the rule."
  }

  assert {
    condition     = aws_cloudwatch_event_rule.this.state == "ENABLED"
    error_message = "The rule does not act by default."
  }

  assert {
    condition     = aws_cloudwatch_event_target.this.arn == var.pipeline_arn && aws_cloudwatch_event_target.this.role_arn == aws_iam_role.this.arn
    error_message = "The rule does not start the pipeline, or not with its role."
  }

  assert {
    condition = [for statement in data.aws_iam_policy_document.this.statement : [statement.actions, statement.resources]] == [
      [toset(["codepipeline:StartPipelineExecution"]), toset(["arn:aws:codepipeline:eu-west-1:111111111111:web-stg"])]
    ]
    error_message = "The role may do more, or less, than start this pipeline."
  }

  assert {
    condition     = one(data.aws_iam_policy_document.trust.statement[0].condition).variable == "aws:SourceArn"
    error_message = "Any rule of the account may use the role."
  }

  assert {
    condition     = aws_iam_role.this.name == "web-stg-image-trigger" && aws_iam_role.this.permissions_boundary == null
    error_message = "The role has another name, or a boundary that nobody gave."
  }
}

run "as_asked" {
  command = apply

  variables {
    enabled              = false
    permissions_boundary = "arn:aws:iam::111111111111:policy/boundary"
  }

  assert {
    condition     = aws_cloudwatch_event_rule.this.state == "DISABLED"
    error_message = "enabled = false does not stop the rule."
  }

  assert {
    condition     = aws_iam_role.this.permissions_boundary == "arn:aws:iam::111111111111:policy/boundary"
    error_message = "permissions_boundary does not reach the role."
  }
}

run "refuses_a_wrong_name" {
  command = plan

  variables {
    name = "Web stg"
  }

  expect_failures = [var.name]
}

run "refuses_what_is_no_pipeline" {
  command = plan

  variables {
    pipeline_arn = "web-stg"
  }

  expect_failures = [var.pipeline_arn]
}

run "refuses_a_pattern_without_a_source" {
  command = plan

  variables {
    event_pattern = "aws.ecr"
  }

  expect_failures = [var.event_pattern]
}

run "refuses_a_boundary_that_is_no_policy" {
  command = plan

  variables {
    permissions_boundary = "boundary"
  }

  expect_failures = [var.permissions_boundary]
}
