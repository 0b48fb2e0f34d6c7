mock_provider "aws" {
  # The provider checks JSON and ARNs even of mocked values, so they must be real in form.
  mock_data "aws_iam_policy_document" {
    defaults = { json = "{\"Version\":\"2012-10-17\",\"Statement\":[]}" }
  }

  mock_resource "aws_iam_role" {
    defaults = { arn = "arn:aws:iam::111111111111:role/report-stg-release" }
  }

  mock_resource "aws_cloudwatch_log_group" {
    defaults = { arn = "arn:aws:logs:eu-west-1:111111111111:log-group:/aws/codebuild/report-stg-release" }
  }
}

variables {
  name                 = "report-stg"
  task_family          = "report-family"
  image_parameter_name = "/report-stg/image"
  image_parameter_arn  = "arn:aws:ssm:eu-west-1:111111111111:parameter/report-stg/image"
  artifact_bucket_arn  = "arn:aws:s3:::report-stg-artifacts"
  pass_role_arns = [
    "arn:aws:iam::111111111111:role/report-stg-task",
    "arn:aws:iam::111111111111:role/report-stg-execution",
  ]
}

run "a_release_for_the_pipeline" {
  command = apply

  assert {
    condition = (
      aws_codebuild_project.this.source[0].type == "CODEPIPELINE" && aws_codebuild_project.this.artifacts[0].type == "CODEPIPELINE" &&
      aws_codebuild_project.this.source[0].buildspec == file("buildspec.yml")
    )
    error_message = "The project does not run the module's buildspec inside a pipeline."
  }

  assert {
    condition = { for v in aws_codebuild_project.this.environment[0].environment_variable : v.name => v.value } == {
      TASK_FAMILY     = "report-family"
      IMAGE_PARAMETER = "/report-stg/image"
    }
    error_message = "The family or the parameter does not reach the buildspec as an environment variable."
  }

  assert {
    condition     = coalesce(aws_codebuild_project.this.environment[0].privileged_mode, false) == false
    error_message = "The release runs in a privileged container although it builds nothing."
  }

  assert {
    condition     = aws_codebuild_project.this.logs_config[0].cloudwatch_logs[0].group_name == "/aws/codebuild/report-stg-release"
    error_message = "The release logs to another group than the one that expires."
  }

  assert {
    condition     = aws_cloudwatch_log_group.this.retention_in_days == 30
    error_message = "The default of the logs' retention is not 30 days."
  }

  assert {
    condition = { for s in data.aws_iam_policy_document.this.statement : s.sid => s.resources } == {
      WriteLogs             = toset(["arn:aws:logs:eu-west-1:111111111111:log-group:/aws/codebuild/report-stg-release:*"])
      ReadArtifacts         = toset(["arn:aws:s3:::report-stg-artifacts/*"])
      FindArtifactBucket    = toset(["arn:aws:s3:::report-stg-artifacts"])
      ManageTaskDefinitions = toset(["*"])
      TagTaskDefinitions = toset([
        "arn:aws:ecs:eu-west-1:111111111111:task-definition/report-family",
        "arn:aws:ecs:eu-west-1:111111111111:task-definition/report-family:*",
      ])
      PassTaskRoles       = toset(["arn:aws:iam::111111111111:role/report-stg-task", "arn:aws:iam::111111111111:role/report-stg-execution"])
      RecordReleasedImage = toset(["arn:aws:ssm:eu-west-1:111111111111:parameter/report-stg/image"])
    }
    error_message = "The release's role reaches other resources than it was given."
  }

  assert {
    condition = { for s in data.aws_iam_policy_document.this.statement : s.sid => [for c in s.condition : [c.test, c.variable, one(c.values)]] if length(s.condition) > 0 } == {
      TagTaskDefinitions = [["StringEquals", "ecs:CreateAction", "RegisterTaskDefinition"]]
      PassTaskRoles      = [["StringEquals", "iam:PassedToService", "ecs-tasks.amazonaws.com"]]
    }
    error_message = "A condition that narrows a statement is missing or wrong."
  }

  assert {
    condition = toset(flatten([for s in data.aws_iam_policy_document.this.statement : tolist(s.actions)])) == toset([
      "logs:CreateLogStream", "logs:PutLogEvents", "s3:GetObject", "s3:GetObjectVersion", "s3:GetBucketAcl", "s3:GetBucketLocation",
      "ecs:DescribeTaskDefinition", "ecs:RegisterTaskDefinition", "ecs:DeregisterTaskDefinition", "ecs:TagResource", "iam:PassRole",
      "ssm:PutParameter",
    ])
    error_message = "The release may do other things than its steps need."
  }

  assert {
    condition = { for c in data.aws_iam_policy_document.trust.statement[0].condition : c.variable => one(c.values) } == {
      "aws:SourceAccount" = "111111111111"
      "aws:SourceArn"     = "arn:aws:codebuild:eu-west-1:111111111111:project/report-stg-release"
    }
    error_message = "Another project or account can use the release's role."
  }

  assert {
    condition = (
      output.project_name == "report-stg-release" && output.project_arn == aws_codebuild_project.this.arn && output.role_arn == aws_iam_role.this.arn
    )
    error_message = "An output does not describe the release."
  }
}

run "as_asked" {
  command = plan

  variables {
    log_retention_days   = 7
    permissions_boundary = "arn:aws:iam::111111111111:policy/developer-boundary"
    kms_key_arn          = "arn:aws:kms:eu-west-1:111111111111:key/1234abcd"
  }

  assert {
    condition = (
      aws_cloudwatch_log_group.this.retention_in_days == 7 &&
      aws_iam_role.this.permissions_boundary == "arn:aws:iam::111111111111:policy/developer-boundary"
    )
    error_message = "log_retention_days or permissions_boundary has no effect."
  }

  assert {
    condition = aws_codebuild_project.this.encryption_key == var.kms_key_arn && contains(
      [for s in data.aws_iam_policy_document.this.statement : s.resources], toset([var.kms_key_arn])
    )
    error_message = "The release cannot read artifacts that the key encrypts."
  }
}

run "refuses_wrong_values" {
  command = plan

  variables {
    name                 = "Report"
    task_family          = "report-stg:7"
    pass_role_arns       = ["arn:aws:iam::111111111111:role/*"]
    image_parameter_name = "arn:aws:ssm:eu-west-1:111111111111:parameter/report-stg/image"
    image_parameter_arn  = "/report-stg/image"
    artifact_bucket_arn  = "report-stg-artifacts"
    log_retention_days   = 31
    permissions_boundary = "developer-boundary"
    kms_key_arn          = "alias/report"
  }

  expect_failures = [
    var.name,
    var.task_family,
    var.pass_role_arns,
    var.image_parameter_name,
    var.image_parameter_arn,
    var.artifact_bucket_arn,
    var.log_retention_days,
    var.permissions_boundary,
    var.kms_key_arn,
  ]
}

run "refuses_to_pass_no_role" {
  command = plan

  variables {
    pass_role_arns = []
  }

  expect_failures = [var.pass_role_arns]
}
