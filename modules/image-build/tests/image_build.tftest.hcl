mock_provider "aws" {
  # The provider checks JSON and ARNs even of mocked values, so they must be real in form.
  mock_data "aws_iam_policy_document" {
    defaults = { json = "{\"Version\":\"2012-10-17\",\"Statement\":[]}" }
  }

  mock_data "aws_caller_identity" {
    defaults = { account_id = "111111111111" }
  }

  mock_resource "aws_iam_role" {
    defaults = { arn = "arn:aws:iam::111111111111:role/web-stg-build" }
  }

  mock_resource "aws_cloudwatch_log_group" {
    defaults = { arn = "arn:aws:logs:eu-west-1:111111111111:log-group:/aws/codebuild/web-stg-build" }
  }
}

variables {
  name                = "web-stg"
  repository_url      = "111111111111.dkr.ecr.eu-west-1.amazonaws.com/web"
  repository_arn      = "arn:aws:ecr:eu-west-1:111111111111:repository/web"
  containers          = ["web", "sidekiq"]
  artifact_bucket_arn = "arn:aws:s3:::web-stg-artifacts"
}

run "a_build_for_the_pipeline" {
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
      REGISTRY        = "111111111111.dkr.ecr.eu-west-1.amazonaws.com"
      REPOSITORY_URL  = "111111111111.dkr.ecr.eu-west-1.amazonaws.com/web"
      CONTAINER_NAMES = "web sidekiq"
      DOCKERFILE      = "Dockerfile"
      BUILD_CONTEXT   = "."
    }
    error_message = "The values of the service do not reach the buildspec as environment variables."
  }

  assert {
    condition = [for e in aws_codebuild_project.this.environment : [e.type, e.image, e.compute_type, e.privileged_mode]] == [
      ["LINUX_CONTAINER", "aws/codebuild/amazonlinux-x86_64-standard:5.0", "BUILD_GENERAL1_SMALL", true]
    ]
    error_message = "The build does not run Docker on a small X86_64 machine."
  }

  assert {
    condition     = aws_codebuild_project.this.build_timeout == 30 && aws_cloudwatch_log_group.this.retention_in_days == 30
    error_message = "The defaults of the timeout and of the logs' retention are not 30 minutes and 30 days."
  }

  assert {
    condition = { for s in data.aws_iam_policy_document.this.statement : s.sid => s.resources } == {
      WriteLogs          = toset(["arn:aws:logs:eu-west-1:111111111111:log-group:/aws/codebuild/web-stg-build:*"])
      PassArtifacts      = toset(["arn:aws:s3:::web-stg-artifacts/*"])
      FindArtifactBucket = toset(["arn:aws:s3:::web-stg-artifacts"])
      PushImage          = toset(["arn:aws:ecr:eu-west-1:111111111111:repository/web"])
      LogInToEcr         = toset(["*"])
    }
    error_message = "The build's role reaches other resources than it was given."
  }

  assert {
    condition = { for c in data.aws_iam_policy_document.trust.statement[0].condition : c.variable => one(c.values) } == {
      "aws:SourceAccount" = "111111111111"
      "aws:SourceArn"     = "arn:*:codebuild:*:111111111111:project/web-stg-build"
    }
    error_message = "Another project or account can use the build's role."
  }

  assert {
    condition = (
      output.project_name == "web-stg-build" && output.project_arn == aws_codebuild_project.this.arn &&
      output.role_arn == aws_iam_role.this.arn && output.buildspec == file("buildspec.yml")
    )
    error_message = "An output does not describe the build."
  }
}

run "as_asked" {
  command = apply

  variables {
    dockerfile           = "docker/Dockerfile.prod"
    context              = "app"
    architecture         = "ARM64"
    compute_type         = "BUILD_GENERAL1_LARGE"
    build_args           = { RUBY_VERSION = "3.4", NODE_VERSION = "22" }
    timeout_minutes      = 60
    log_retention_days   = 7
    permissions_boundary = "arn:aws:iam::111111111111:policy/developer-boundary"
    kms_key_arn          = "arn:aws:kms:eu-west-1:111111111111:key/1234abcd"
  }

  assert {
    condition = { for v in aws_codebuild_project.this.environment[0].environment_variable : v.name => v.value } == {
      REGISTRY        = "111111111111.dkr.ecr.eu-west-1.amazonaws.com"
      REPOSITORY_URL  = "111111111111.dkr.ecr.eu-west-1.amazonaws.com/web"
      CONTAINER_NAMES = "web sidekiq"
      DOCKERFILE      = "docker/Dockerfile.prod"
      BUILD_CONTEXT   = "app"
      BUILD_ARG_NAMES = "NODE_VERSION RUBY_VERSION"
      NODE_VERSION    = "22"
      RUBY_VERSION    = "3.4"
    }
    error_message = "dockerfile, context or build_args does not reach the buildspec."
  }

  assert {
    condition = [for e in aws_codebuild_project.this.environment : [e.type, e.image, e.compute_type]] == [
      ["ARM_CONTAINER", "aws/codebuild/amazonlinux-aarch64-standard:3.0", "BUILD_GENERAL1_LARGE"]
    ]
    error_message = "architecture or compute_type does not choose the machine."
  }

  assert {
    condition = (
      aws_codebuild_project.this.build_timeout == 60 && aws_cloudwatch_log_group.this.retention_in_days == 7 &&
      aws_iam_role.this.permissions_boundary == "arn:aws:iam::111111111111:policy/developer-boundary"
    )
    error_message = "timeout_minutes, log_retention_days or permissions_boundary has no effect."
  }

  assert {
    condition = aws_codebuild_project.this.encryption_key == var.kms_key_arn && contains(
      [for s in data.aws_iam_policy_document.this.statement : s.resources], toset([var.kms_key_arn])
    )
    error_message = "The build cannot use the key of the artifacts."
  }
}

run "files_for_the_deployment" {
  command = plan

  variables {
    deployment_files = {
      "taskdef.json" = "s3://web-stg-templates/web-stg/taskdef.json"
      "appspec.yaml" = "s3://web-stg-templates/web-stg/appspec.yaml"
    }
  }

  assert {
    condition = contains(
      [for v in aws_codebuild_project.this.environment[0].environment_variable : "${v.name}=${v.value}"],
      "DEPLOYMENT_FILES=appspec.yaml=s3://web-stg-templates/web-stg/appspec.yaml taskdef.json=s3://web-stg-templates/web-stg/taskdef.json"
    )
    error_message = "deployment_files does not reach the buildspec as an environment variable."
  }

  assert {
    condition = one([for s in data.aws_iam_policy_document.this.statement : [s.actions, s.resources] if s.sid == "FetchDeploymentFiles"]) == [
      toset(["s3:GetObject", "s3:GetObjectVersion"]),
      toset(["arn:aws:s3:::web-stg-templates/web-stg/taskdef.json", "arn:aws:s3:::web-stg-templates/web-stg/appspec.yaml"]),
    ]
    error_message = "The build may not read the files, or reads more than these."
  }
}

run "refuses_wrong_values" {
  command = plan

  variables {
    name                 = "Web"
    repository_url       = "https://111111111111.dkr.ecr.eu-west-1.amazonaws.com/web:latest"
    repository_arn       = "arn:aws:ecr:eu-west-1:111111111111:repository/*"
    containers           = []
    artifact_bucket_arn  = "web-stg-artifacts"
    dockerfile           = "/Dockerfile"
    context              = "app/../.."
    architecture         = "arm64"
    compute_type         = "small"
    build_args           = { CODEBUILD_BUILD_NUMBER = "1" }
    deployment_files     = { "imageDetail.json" = "s3://web-stg-templates/imageDetail.json" }
    timeout_minutes      = 1
    log_retention_days   = 31
    permissions_boundary = "developer-boundary"
    kms_key_arn          = "alias/web"
  }

  expect_failures = [
    var.name,
    var.repository_url,
    var.repository_arn,
    var.containers,
    var.artifact_bucket_arn,
    var.dockerfile,
    var.context,
    var.architecture,
    var.compute_type,
    var.build_args,
    var.deployment_files,
    var.timeout_minutes,
    var.log_retention_days,
    var.permissions_boundary,
    var.kms_key_arn,
  ]
}

run "refuses_a_name_twice" {
  command = plan

  variables {
    containers = ["web", "web"]
  }

  expect_failures = [var.containers]
}

run "refuses_what_would_change_the_build" {
  command = plan

  variables {
    containers       = ["web\",\"imageUri\":\"other"]
    build_args       = { PATH = "/tmp", "RUBY-VERSION" = "3.4" }
    deployment_files = { "taskdef.json" = "s3://web-stg-templates/*" }
  }

  expect_failures = [var.containers, var.build_args, var.deployment_files]
}
