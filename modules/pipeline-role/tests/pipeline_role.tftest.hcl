mock_provider "aws" {
  # The provider checks JSON and ARNs even of mocked values, so they must be real in form.
  mock_data "aws_iam_policy_document" {
    defaults = { json = "{\"Version\":\"2012-10-17\",\"Statement\":[]}" }
  }
}

variables {
  name                = "web-stg"
  pipeline_name       = "web-stg-deploy"
  artifact_bucket_arn = "arn:aws:s3:::web-stg-artifacts"
  build_project_arns  = ["arn:aws:codebuild:eu-west-1:111111111111:project/web-stg-build"]
  cluster_arn         = "arn:aws:ecs:eu-west-1:111111111111:cluster/stg"
  service_arn         = "arn:aws:ecs:eu-west-1:111111111111:service/stg/web"
  task_family         = "web-family"
  image_parameter_arn = "arn:aws:ssm:eu-west-1:111111111111:parameter/stg/web/image"
  pass_role_arns = [
    "arn:aws:iam::111111111111:role/web-stg-task",
    "arn:aws:iam::111111111111:role/web-stg-execution",
  ]
}

run "a_rolling_pipeline" {
  command = apply

  variables {
    connection_arn       = "arn:aws:codeconnections:eu-west-1:111111111111:connection/1234abcd"
    kms_key_arn          = "arn:aws:kms:eu-west-1:111111111111:key/1234abcd"
    permissions_boundary = "arn:aws:iam::111111111111:policy/developer-boundary"
  }

  assert {
    condition = { for s in data.aws_iam_policy_document.this.statement : s.sid => s.resources } == {
      PassArtifacts           = toset(["arn:aws:s3:::web-stg-artifacts/*"])
      FindArtifactBucket      = toset(["arn:aws:s3:::web-stg-artifacts"])
      UseArtifactKey          = toset(["arn:aws:kms:eu-west-1:111111111111:key/1234abcd"])
      FetchSource             = toset(["arn:aws:codeconnections:eu-west-1:111111111111:connection/1234abcd"])
      Build                   = toset(["arn:aws:codebuild:eu-west-1:111111111111:project/web-stg-build"])
      DeployService           = toset(["arn:aws:ecs:eu-west-1:111111111111:service/stg/web"])
      WatchTasks              = toset(["arn:aws:ecs:eu-west-1:111111111111:task/stg/*"])
      ListTasks               = toset(["*"])
      RegisterTaskDefinitions = toset(["*"])
      RetireTaskDefinitions   = toset(["*"])
      TagTaskDefinitions = toset([
        "arn:aws:ecs:eu-west-1:111111111111:task-definition/web-family",
        "arn:aws:ecs:eu-west-1:111111111111:task-definition/web-family:*",
      ])
      PassTaskRoles = toset(["arn:aws:iam::111111111111:role/web-stg-task", "arn:aws:iam::111111111111:role/web-stg-execution"])
      LogCommands = toset([
        "arn:aws:logs:eu-west-1:111111111111:log-group:/aws/codepipeline/web-stg-deploy",
        "arn:aws:logs:eu-west-1:111111111111:log-group:/aws/codepipeline/web-stg-deploy:*",
      ])
      RecordDeployedImage = toset(["arn:aws:ssm:eu-west-1:111111111111:parameter/stg/web/image"])
    }
    error_message = "The pipeline's role reaches other resources than it was given."
  }

  assert {
    condition = { for s in data.aws_iam_policy_document.this.statement : s.sid => [for c in s.condition : [c.test, c.variable, one(c.values)]] if length(s.condition) > 0 } == {
      ListTasks          = [["ArnEquals", "ecs:cluster", "arn:aws:ecs:eu-west-1:111111111111:cluster/stg"]]
      TagTaskDefinitions = [["StringEquals", "ecs:CreateAction", "RegisterTaskDefinition"]]
      PassTaskRoles      = [["StringEquals", "iam:PassedToService", "ecs-tasks.amazonaws.com"]]
    }
    error_message = "A condition that narrows a statement is missing or wrong."
  }

  assert {
    condition = alltrue([
      for action in [
        "s3:GetObject", "s3:PutObject", "s3:PutObjectAcl", "s3:GetBucketVersioning", "kms:Decrypt", "codebuild:StartBuild", "codebuild:BatchGetBuilds",
        "codeconnections:UseConnection", "codestar-connections:UseConnection", "ecs:DescribeServices", "ecs:UpdateService",
        "ecs:DescribeTasks", "ecs:ListTasks", "ecs:RegisterTaskDefinition", "ecs:DescribeTaskDefinition", "ecs:ListTaskDefinitions",
        "ecs:DeregisterTaskDefinition", "ecs:TagResource", "iam:PassRole", "logs:CreateLogGroup", "logs:CreateLogStream",
        "logs:PutLogEvents", "ssm:PutParameter",
      ] : contains(flatten([for s in data.aws_iam_policy_document.this.statement : tolist(s.actions)]), action)
    ])
    error_message = "The pipeline lacks a permission that one of its steps needs."
  }

  assert {
    condition     = aws_iam_role.this.permissions_boundary == "arn:aws:iam::111111111111:policy/developer-boundary"
    error_message = "The permissions boundary is missing."
  }

  assert {
    condition     = one(data.aws_iam_policy_document.trust.statement[0].principals).identifiers == toset(["codepipeline.amazonaws.com"])
    error_message = "Others than CodePipeline may use the role."
  }

  assert {
    condition     = output.role_name == "web-stg-pipeline" && output.role_arn == aws_iam_role.this.arn
    error_message = "An output names the wrong role."
  }
}

run "a_blue_green_pipeline_of_pushed_images" {
  command = plan

  variables {
    repository_arn     = "arn:aws:ecr:eu-west-1:111111111111:repository/web"
    approval_topic_arn = "arn:aws:sns:eu-west-1:111111111111:approvals"

    deployment = {
      application_arn = "arn:aws:codedeploy:eu-west-1:111111111111:application:web-stg"
      group_arn       = "arn:aws:codedeploy:eu-west-1:111111111111:deploymentgroup:web-stg/web-stg"
      config_arn      = "arn:aws:codedeploy:eu-west-1:111111111111:deploymentconfig:CodeDeployDefault.ECSAllAtOnce"
    }
  }

  assert {
    condition = {
      for s in data.aws_iam_policy_document.this.statement : s.sid => [s.actions, s.resources]
      if !contains(["PassArtifacts", "FindArtifactBucket", "Build", "LogCommands", "RecordDeployedImage"], s.sid)
      } == {
      FindImage      = [toset(["ecr:DescribeImages"]), toset(["arn:aws:ecr:eu-west-1:111111111111:repository/web"])]
      AskForApproval = [toset(["sns:Publish"]), toset(["arn:aws:sns:eu-west-1:111111111111:approvals"])]
      UseKeyOfApprovalTopic = [
        toset(["kms:Decrypt", "kms:GenerateDataKey"]), toset(["arn:aws:kms:eu-west-1:111111111111:key/*"])
      ]
      Deploy = [
        toset(["codedeploy:CreateDeployment", "codedeploy:GetDeployment"]),
        toset(["arn:aws:codedeploy:eu-west-1:111111111111:deploymentgroup:web-stg/web-stg"]),
      ]
      RegisterAppspec = [
        toset(["codedeploy:GetApplication", "codedeploy:GetApplicationRevision", "codedeploy:RegisterApplicationRevision"]),
        toset(["arn:aws:codedeploy:eu-west-1:111111111111:application:web-stg"]),
      ]
      ReadDeploymentConfiguration = [
        toset(["codedeploy:GetDeploymentConfig"]),
        toset(["arn:aws:codedeploy:eu-west-1:111111111111:deploymentconfig:CodeDeployDefault.ECSAllAtOnce"]),
      ]
      ReadService             = [toset(["ecs:DescribeServices"]), toset(["arn:aws:ecs:eu-west-1:111111111111:service/stg/web"])]
      RegisterTaskDefinitions = [toset(["ecs:DescribeTaskDefinition", "ecs:RegisterTaskDefinition"]), toset(["*"])]
      TagTaskDefinitions = [toset(["ecs:TagResource"]), toset([
        "arn:aws:ecs:eu-west-1:111111111111:task-definition/web-family",
        "arn:aws:ecs:eu-west-1:111111111111:task-definition/web-family:*",
      ])]
      PassTaskRoles = [
        toset(["iam:PassRole"]),
        toset(["arn:aws:iam::111111111111:role/web-stg-task", "arn:aws:iam::111111111111:role/web-stg-execution"]),
      ]
    }
    error_message = "The role of a blue/green pipeline may do other things than CodeDeployToECS does."
  }
}

run "a_pipeline_that_deploys_nothing_itself" {
  command = plan

  variables {
    service_arn         = null
    task_family         = null
    pass_role_arns      = []
    image_parameter_arn = null
  }

  assert {
    condition     = toset([for s in data.aws_iam_policy_document.this.statement : s.sid]) == toset(["PassArtifacts", "FindArtifactBucket", "Build"])
    error_message = "The role may do more than pass artifacts and start builds."
  }
}

run "a_pipeline_that_builds_nothing" {
  command = plan

  variables {
    build_project_arns = []
  }

  assert {
    condition = length(setintersection(
      ["Build", "FetchSource", "FindImage", "AskForApproval", "UseKeyOfApprovalTopic", "UseArtifactKey"], [for s in data.aws_iam_policy_document.this.statement : s.sid]
    )) == 0
    error_message = "The role has a statement on builds, a source, a topic or a key that it was not given."
  }

  assert {
    condition     = aws_iam_role.this.permissions_boundary == null
    error_message = "The role has a permissions boundary that nobody asked for."
  }
}

run "refuses_wrong_values" {
  command = plan

  variables {
    name                 = "Web"
    pipeline_name        = "web stg"
    artifact_bucket_arn  = "arn:aws:s3:::web-stg-artifacts/*"
    connection_arn       = "arn:aws:codecommit:eu-west-1:111111111111:web"
    repository_arn       = "111111111111.dkr.ecr.eu-west-1.amazonaws.com/web"
    build_project_arns   = ["arn:aws:codebuild:eu-west-1:111111111111:project/*"]
    cluster_arn          = "stg"
    service_arn          = "arn:aws:ecs:eu-west-1:111111111111:service/web"
    image_parameter_arn  = "/stg/web/image"
    approval_topic_arn   = "approvals"
    permissions_boundary = "developer-boundary"
    kms_key_arn          = "alias/web"

    deployment = {
      application_arn = "arn:aws:codedeploy:eu-west-1:111111111111:application:*"
      group_arn       = "arn:aws:codedeploy:eu-west-1:111111111111:deploymentgroup:web-stg/web-stg"
      config_arn      = "CodeDeployDefault.ECSAllAtOnce"
    }
  }

  expect_failures = [
    var.name,
    var.pipeline_name,
    var.artifact_bucket_arn,
    var.connection_arn,
    var.repository_arn,
    var.build_project_arns,
    var.cluster_arn,
    var.service_arn,
    var.image_parameter_arn,
    var.deployment,
    var.approval_topic_arn,
    var.permissions_boundary,
    var.kms_key_arn,
  ]
}

run "refuses_a_revision_and_every_role" {
  command = plan

  variables {
    task_family    = "web-stg:7"
    pass_role_arns = ["arn:aws:iam::111111111111:role/*"]
  }

  expect_failures = [var.task_family, var.pass_role_arns]
}

run "refuses_to_deploy_without_family_and_roles" {
  command = plan

  variables {
    task_family    = null
    pass_role_arns = []
  }

  expect_failures = [var.task_family, var.pass_role_arns]
}
