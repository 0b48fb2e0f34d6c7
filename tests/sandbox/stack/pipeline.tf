resource "aws_codebuild_project" "this" {
  name          = local.name
  description   = "build ${var.change}"
  service_role  = aws_iam_role.this["build"].arn
  build_timeout = 30
  artifacts { type = "CODEPIPELINE" }
  cache {
    type  = "LOCAL"
    modes = ["LOCAL_DOCKER_LAYER_CACHE"]
  }
  environment {
    compute_type                = "BUILD_GENERAL1_SMALL"
    image                       = "aws/codebuild/amazonlinux-aarch64-standard:3.0"
    type                        = "ARM_CONTAINER"
    image_pull_credentials_type = "CODEBUILD"
    privileged_mode             = true
    environment_variable {
      name  = "REPOSITORY_URL"
      value = aws_ecr_repository.this.repository_url
    }
    environment_variable {
      name  = "SECRET"
      type  = "PARAMETER_STORE"
      value = aws_ssm_parameter.secret.name
    }
  }
  logs_config {
    cloudwatch_logs { group_name = aws_cloudwatch_log_group.build.name }
  }
  source {
    type      = "CODEPIPELINE"
    buildspec = "version: 0.2\nphases:\n  build:\n    commands: [\"true\"]\n"
  }
}

resource "aws_codepipeline" "this" {
  name           = local.name
  role_arn       = aws_iam_role.this["pipeline"].arn
  pipeline_type  = "V2"
  execution_mode = "QUEUED"
  artifact_store {
    location = aws_s3_bucket.artifacts.bucket
    type     = "S3"
  }
  variable {
    name          = "REASON"
    default_value = var.change
    description   = "why"
  }
  trigger {
    provider_type = "CodeStarSourceConnection"
    git_configuration {
      source_action_name = "Source"
      push {
        branches { includes = ["main"] }
        file_paths { excludes = ["docs/**"] }
      }
    }
  }
  stage {
    name = "Source"
    action {
      name             = "Source"
      category         = "Source"
      owner            = "AWS"
      provider         = "CodeStarSourceConnection"
      version          = "1"
      namespace        = "Source"
      output_artifacts = ["source"]
      configuration = {
        ConnectionArn        = var.connection_arn
        FullRepositoryId     = "example/web"
        BranchName           = "main"
        OutputArtifactFormat = "CODE_ZIP"
        DetectChanges        = "true"
      }
    }
  }
  stage {
    name = "Build"
    action {
      name             = "Build"
      category         = "Build"
      owner            = "AWS"
      provider         = "CodeBuild"
      version          = "1"
      input_artifacts  = ["source"]
      output_artifacts = ["image"]
      configuration    = { ProjectName = aws_codebuild_project.this.name }
    }
  }
  stage {
    name = "Deploy"
    action {
      name            = "Deploy"
      category        = "Deploy"
      owner           = "AWS"
      provider        = "ECS"
      version         = "1"
      input_artifacts = ["image"]
      configuration = {
        ClusterName       = var.cluster
        ServiceName       = aws_ecs_service.this.name
        FileName          = "imagedefinitions.json"
        DeploymentTimeout = "30"
      }
    }
    on_failure {
      condition {
        result = "FAIL"
        rule {
          name            = "deregister"
          commands        = ["echo ${var.change}", "aws ecs deregister-task-definition --task-definition x"]
          input_artifacts = ["image"]
          rule_type_id {
            category = "Rule"
            owner    = "AWS"
            provider = "Commands"
            version  = "1"
          }
          configuration = {}
        }
      }
    }
    on_success {
      condition {
        result = "FAIL"
        rule {
          name            = "record"
          commands        = ["aws ssm put-parameter --overwrite"]
          input_artifacts = ["image"]

          rule_type_id {
            category = "Rule"
            provider = "Commands"
            owner    = "AWS"
            version  = "1"
          }
        }
      }
    }
  }
}
