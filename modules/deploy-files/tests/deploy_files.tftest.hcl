mock_provider "aws" {
  # The provider checks JSON and ARNs even of mocked values, so they must be real in form.
  mock_data "aws_iam_policy_document" {
    defaults = { json = "{\"Version\":\"2012-10-17\",\"Statement\":[]}" }
  }

  mock_data "aws_caller_identity" {
    defaults = { account_id = "111111111111" }
  }

  mock_resource "aws_iam_role" {
    defaults = { arn = "arn:aws:iam::111111111111:role/web-stg-files" }
  }

  mock_resource "aws_cloudwatch_log_group" {
    defaults = { arn = "arn:aws:logs:eu-west-1:111111111111:log-group:/aws/codebuild/web-stg-files" }
  }
}

variables {
  name                = "web-stg"
  artifact_bucket_arn = "arn:aws:s3:::web-stg-artifacts"
}

run "image_definitions" {
  command = apply

  variables {
    containers = ["web", "sidekiq"]
  }

  assert {
    condition = (
      aws_codebuild_project.this.source[0].type == "CODEPIPELINE" && aws_codebuild_project.this.artifacts[0].type == "CODEPIPELINE" &&
      aws_codebuild_project.this.source[0].buildspec == file("buildspec.yml")
    )
    error_message = "The project does not run the module's buildspec inside a pipeline."
  }

  assert {
    condition = { for v in aws_codebuild_project.this.environment[0].environment_variable : v.name => v.value } == {
      CONTAINER_NAMES = "web sidekiq"
    }
    error_message = "containers does not reach the buildspec as an environment variable."
  }

  assert {
    condition     = coalesce(aws_codebuild_project.this.environment[0].privileged_mode, false) == false
    error_message = "The container is privileged although no Docker runs in it."
  }

  assert {
    condition = { for s in data.aws_iam_policy_document.this.statement : s.sid => s.resources } == {
      WriteLogs          = toset(["arn:aws:logs:eu-west-1:111111111111:log-group:/aws/codebuild/web-stg-files:*"])
      PassArtifacts      = toset(["arn:aws:s3:::web-stg-artifacts/*"])
      FindArtifactBucket = toset(["arn:aws:s3:::web-stg-artifacts"])
    }
    error_message = "The project's role reaches other resources than it was given."
  }

  assert {
    condition = { for c in data.aws_iam_policy_document.trust.statement[0].condition : c.variable => one(c.values) } == {
      "aws:SourceAccount" = "111111111111"
      "aws:SourceArn"     = "arn:*:codebuild:*:111111111111:project/web-stg-files"
    }
    error_message = "Another project or account can use the project's role."
  }

  assert {
    condition     = aws_cloudwatch_log_group.this.retention_in_days == 30
    error_message = "The logs are not kept for 30 days by default."
  }

  assert {
    condition = (
      output.project_name == "web-stg-files" && output.project_arn == aws_codebuild_project.this.arn &&
      output.role_arn == aws_iam_role.this.arn
    )
    error_message = "An output does not describe the project."
  }
}

run "files_from_s3" {
  command = apply

  variables {
    artifact_bucket_arn = "arn:aws-cn:s3:::web-stg-artifacts"
    deployment_files = {
      "taskdef.json" = "s3://web-stg-templates/web-stg/taskdef.json"
      "appspec.yaml" = "s3://web-stg-templates/web-stg/appspec.yaml"
    }
    log_retention_days   = 7
    permissions_boundary = "arn:aws:iam::111111111111:policy/developer-boundary"
    kms_key_arn          = "arn:aws:kms:eu-west-1:111111111111:key/1234abcd"
  }

  assert {
    condition = { for v in aws_codebuild_project.this.environment[0].environment_variable : v.name => v.value } == {
      DEPLOYMENT_FILES = "appspec.yaml=s3://web-stg-templates/web-stg/appspec.yaml taskdef.json=s3://web-stg-templates/web-stg/taskdef.json"
    }
    error_message = "deployment_files does not reach the buildspec as an environment variable."
  }

  assert {
    condition = one([for s in data.aws_iam_policy_document.this.statement : [s.actions, s.resources] if s.sid == "FetchDeploymentFiles"]) == [
      toset(["s3:GetObject", "s3:GetObjectVersion"]),
      toset(["arn:aws-cn:s3:::web-stg-templates/web-stg/taskdef.json", "arn:aws-cn:s3:::web-stg-templates/web-stg/appspec.yaml"]),
    ]
    error_message = "The project may not read the files, or reads more than these."
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
    error_message = "The project cannot use the key of the artifacts."
  }
}

run "refuses_wrong_values" {
  command = plan

  variables {
    name                 = "Web"
    artifact_bucket_arn  = "web-stg-artifacts"
    deployment_files     = { "../taskdef.json" = "s3://web-stg-templates/taskdef.json" }
    log_retention_days   = 31
    permissions_boundary = "developer-boundary"
    kms_key_arn          = "alias/web"
  }

  expect_failures = [
    var.name,
    var.artifact_bucket_arn,
    var.deployment_files,
    var.log_retention_days,
    var.permissions_boundary,
    var.kms_key_arn,
  ]
}

run "refuses_to_hand_on_nothing" {
  command = plan

  expect_failures = [var.containers]
}

run "refuses_a_container_that_is_no_name" {
  command = plan

  variables {
    containers = ["web\",\"imageUri\":\"other"]
  }

  expect_failures = [var.containers]
}

run "refuses_a_container_twice" {
  command = plan

  variables {
    containers = ["web", "web"]
  }

  expect_failures = [var.containers]
}

run "refuses_objects_by_pattern" {
  command = plan

  variables {
    deployment_files = { "taskdef.json" = "s3://web-stg-templates/*" }
  }

  expect_failures = [var.deployment_files]
}
