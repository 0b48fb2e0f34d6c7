mock_provider "aws" {
  # The provider checks JSON and ARNs even of mocked values, so they must be real in form.
  mock_data "aws_iam_policy_document" {
    defaults = { json = "{\"Version\":\"2012-10-17\",\"Statement\":[]}" }
  }

  mock_resource "aws_iam_role" {
    defaults = { arn = "arn:aws:iam::111111111111:role/web-stg-deploy" }
  }

  mock_resource "aws_cloudwatch_log_group" {
    defaults = { arn = "arn:aws:logs:eu-west-1:111111111111:log-group:/aws/codebuild/web-stg-deploy" }
  }
}

variables {
  name                = "web-stg"
  cluster_arn         = "arn:aws:ecs:eu-west-1:111111111111:cluster/stg"
  environment         = { TASK_CPU = "256", WEB__RAILS_ENV = "production", WEB__EMPTY = "" }
  target_groups       = []
  desired_count       = 2
  pass_role_arns      = ["arn:aws:iam::111111111111:role/web-stg-task", "arn:aws:iam::111111111111:role/web-stg-execution"]
  image_parameter_arn = "arn:aws:ssm:eu-west-1:111111111111:parameter/web-stg/image"
  artifact_bucket_arn = "arn:aws:s3:::web-stg-artifacts"
}

run "a_worker_behind_nothing" {
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
      TASK_CPU                       = "256"
      WEB__RAILS_ENV                 = "production"
      WEB__EMPTY                     = ""
      DEPLOY_NAME                    = "web-stg"
      DEPLOY_CLUSTER                 = "stg"
      DEPLOY_REGION                  = "eu-west-1"
      DEPLOY_IMAGE_PARAMETER         = "/web-stg/image"
      DEPLOY_DESIRED_COUNT           = "2"
      DEPLOY_GRACE_PERIOD            = "60"
      DEPLOY_TIMEOUT                 = "20"
      DEPLOY_MINIMUM_HEALTHY_PERCENT = "100"
      DEPLOY_MAXIMUM_PERCENT         = "200"
      DEPLOY_ECS_CLI_URL             = "https://amazon-ecs-cli.s3.amazonaws.com/ecs-cli-linux-amd64-v1.21.0"
    }
    error_message = "The values of the service do not reach the deployment as environment variables."
  }

  assert {
    condition = (
      aws_codebuild_project.this.environment[0].privileged_mode != true && aws_codebuild_project.this.build_timeout == 50 &&
      aws_cloudwatch_log_group.this.retention_in_days == 30
    )
    error_message = "The deployment is privileged, or the defaults of its time-out and of the logs' retention are not 50 minutes and 30 days."
  }

  assert {
    condition = { for s in data.aws_iam_policy_document.this.statement : s.sid => s.resources } == {
      WriteLogs               = toset(["arn:aws:logs:eu-west-1:111111111111:log-group:/aws/codebuild/web-stg-deploy:*"])
      ReadArtifacts           = toset(["arn:aws:s3:::web-stg-artifacts/*"])
      FindArtifactBucket      = toset(["arn:aws:s3:::web-stg-artifacts"])
      DeployService           = toset(["arn:aws:ecs:eu-west-1:111111111111:service/stg/web-stg"])
      RegisterTaskDefinitions = toset(["*"])
      ReadAccountSettings     = toset(["*"])
      PassTaskRoles           = toset(var.pass_role_arns)
      RecordDeployedImage     = toset(["arn:aws:ssm:eu-west-1:111111111111:parameter/web-stg/image"])
    }
    error_message = "The deployment's role reaches other resources than it was given."
  }

  assert {
    condition = toset(flatten([
      for s in data.aws_iam_policy_document.this.statement : [for c in s.condition : [c.variable, tolist(c.values)]] if s.sid == "PassTaskRoles"
    ])) == toset(["iam:PassedToService", "ecs-tasks.amazonaws.com"])
    error_message = "The roles can be passed to another service than ECS tasks."
  }

  assert {
    condition = { for c in data.aws_iam_policy_document.trust.statement[0].condition : c.variable => one(c.values) } == {
      "aws:SourceAccount" = "111111111111"
      "aws:SourceArn"     = "arn:aws:codebuild:eu-west-1:111111111111:project/web-stg-deploy"
    }
    error_message = "Another project or account can use the deployment's role."
  }

  assert {
    condition = (
      output.project_name == "web-stg-deploy" && output.project_arn == aws_codebuild_project.this.arn &&
      output.role_arn == aws_iam_role.this.arn && output.buildspec == file("buildspec.yml")
    )
    error_message = "An output does not describe the deployment."
  }
}

run "as_asked" {
  command = apply

  variables {
    target_groups = [
      { arn = "arn:aws:elasticloadbalancing:eu-west-1:111111111111:targetgroup/web-stg-80/01", container_name = "nginx", container_port = 80 },
      { arn = "arn:aws:elasticloadbalancing:eu-west-1:111111111111:targetgroup/web-stg-3000/02", container_name = "web", container_port = 3000 },
    ]
    rollout              = { minimum_healthy_percent = 50, maximum_percent = 150, grace_period = 90, timeout_minutes = 7.5 }
    ecs_cli_sha256       = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
    log_retention_days   = 7
    permissions_boundary = "arn:aws:iam::111111111111:policy/developer-boundary"
    kms_key_arn          = "arn:aws:kms:eu-west-1:111111111111:key/1234abcd"
  }

  assert {
    condition = {
      for v in aws_codebuild_project.this.environment[0].environment_variable : v.name => v.value
      if contains(["DEPLOY_TARGET_GROUPS", "DEPLOY_GRACE_PERIOD", "DEPLOY_TIMEOUT", "DEPLOY_MINIMUM_HEALTHY_PERCENT", "DEPLOY_MAXIMUM_PERCENT", "DEPLOY_ECS_CLI_SHA256"], v.name)
      } == {
      DEPLOY_TARGET_GROUPS           = "targetGroupArn=arn:aws:elasticloadbalancing:eu-west-1:111111111111:targetgroup/web-stg-80/01,containerName=nginx,containerPort=80 targetGroupArn=arn:aws:elasticloadbalancing:eu-west-1:111111111111:targetgroup/web-stg-3000/02,containerName=web,containerPort=3000"
      DEPLOY_GRACE_PERIOD            = "90"
      DEPLOY_TIMEOUT                 = "7.5"
      DEPLOY_MINIMUM_HEALTHY_PERCENT = "50"
      DEPLOY_MAXIMUM_PERCENT         = "150"
      DEPLOY_ECS_CLI_SHA256          = var.ecs_cli_sha256
    }
    error_message = "target_groups, rollout or ecs_cli_sha256 does not reach the buildspec."
  }

  assert {
    condition = (
      aws_codebuild_project.this.build_timeout == 25 && aws_cloudwatch_log_group.this.retention_in_days == 7 &&
      aws_iam_role.this.permissions_boundary == "arn:aws:iam::111111111111:policy/developer-boundary"
    )
    error_message = "rollout.timeout_minutes, log_retention_days or permissions_boundary has no effect."
  }

  assert {
    condition = aws_codebuild_project.this.encryption_key == var.kms_key_arn && contains(
      [for s in data.aws_iam_policy_document.this.statement : s.resources], toset([var.kms_key_arn])
    )
    error_message = "The deployment cannot use the key of the artifacts."
  }
}

run "refuses_wrong_values" {
  command = plan

  variables {
    name                 = "Web"
    cluster_arn          = "arn:aws:ecs:eu-west-1:111111111111:cluster/*"
    environment          = { "RAILS-ENV" = "production" }
    target_groups        = [{ arn = "web-stg-80", container_name = "web", container_port = 80 }]
    desired_count        = 1.5
    rollout              = { maximum_percent = 100 }
    pass_role_arns       = ["arn:aws:iam::111111111111:role/*"]
    image_parameter_arn  = "/web-stg/image"
    artifact_bucket_arn  = "web-stg-artifacts"
    ecs_cli_sha256       = "0123"
    log_retention_days   = 31
    permissions_boundary = "developer-boundary"
    kms_key_arn          = "alias/web"
  }

  expect_failures = [
    var.name,
    var.cluster_arn,
    var.environment,
    var.target_groups,
    var.desired_count,
    var.rollout,
    var.pass_role_arns,
    var.image_parameter_arn,
    var.artifact_bucket_arn,
    var.ecs_cli_sha256,
    var.log_retention_days,
    var.permissions_boundary,
    var.kms_key_arn,
  ]
}

run "refuses_names_that_the_deployment_uses_and_too_many_target_groups" {
  command = plan

  variables {
    environment = { DEPLOY_CLUSTER = "other", PATH = "/tmp" }
    target_groups = [
      for port in range(80, 86) : {
        arn            = "arn:aws:elasticloadbalancing:eu-west-1:111111111111:targetgroup/web-stg-${port}/01"
        container_name = "web"
        container_port = port
      }
    ]
    rollout        = { timeout_minutes = 0 }
    pass_role_arns = []
  }

  expect_failures = [var.environment, var.target_groups, var.rollout, var.pass_role_arns]
}
