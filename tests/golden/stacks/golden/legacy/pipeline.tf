# CircleCI starts it, on the branch that it follows; no push does.
resource "aws_codepipeline" "this" {
  #checkov:skip=CKV_AWS_219:S3 encrypts with a key of its own; kms_key_arn of the environment sets another
  name           = local.name
  role_arn       = module.pipeline_role.role_arn
  pipeline_type  = "V2"
  execution_mode = "QUEUED"

  artifact_store {
    type     = "S3"
    location = module.artifact_store.bucket
  }

  stage {
    name = "Source"

    action {
      name             = "Source"
      category         = "Source"
      owner            = "AWS"
      provider         = "CodeStarSourceConnection"
      version          = "1"
      output_artifacts = ["source"]

      configuration = {
        ConnectionArn    = local.connection_arn
        FullRepositoryId = "example/shop"
        BranchName       = "release"
        DetectChanges    = "false"
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

      configuration = {
        ProjectName = module.image_build.project_name
      }
    }
  }

  stage {
    name = "Deploy"

    # Runs ecs-cli, which registers a task definition and moves the service to it; records the image.
    action {
      name            = "Deploy"
      category        = "Build"
      owner           = "AWS"
      provider        = "CodeBuild"
      version         = "1"
      input_artifacts = ["source", "image"]

      configuration = {
        ProjectName   = module.ecs_cli_deploy.project_name
        PrimarySource = "source"
      }
    }
  }

  # A new pipeline runs at once, and ECS refuses a target group that no listener leads to.
  depends_on = [
    aws_lb_listener_rule.public_nginx,
    aws_lb_listener_rule.public_web,
  ]
}

module "ecs_cli_deploy" {
  source = "../../../modules/ecs-cli-deploy"

  name        = local.name
  cluster_arn = local.cluster_arn
  environment = local.compose_environment
  target_groups = [
    { arn = aws_lb_target_group.public_nginx.arn, container_name = "nginx", container_port = 80 },
    { arn = aws_lb_target_group.public_web.arn, container_name = "web", container_port = 3000 },
  ]
  desired_count        = 2
  pass_role_arns       = [module.task_roles.task_role_arn, module.task_roles.execution_role_arn]
  image_parameter_arn  = aws_ssm_parameter.image.arn
  artifact_bucket_arn  = module.artifact_store.arn
  permissions_boundary = local.permissions_boundary

  rollout = {
    minimum_healthy_percent = 100
    maximum_percent         = 200
    grace_period            = 60
    timeout_minutes         = 20
  }
}

# What the application's CI may do: start this pipeline, from this branch.
module "app_ci_role" {
  source = "../../../modules/app-ci-role"

  name                 = local.name
  ci                   = "circleci"
  repository           = "example/shop"
  branch               = "release"
  organization_id      = "1234abcd-12ab-34cd-56ef-1234567890ab"
  project_id           = "abcd1234-ab12-cd34-ef56-abcdef123456"
  pipeline_arn         = aws_codepipeline.this.arn
  permissions_boundary = local.permissions_boundary
}

module "ecr_repository" {
  source = "../../../modules/ecr-repository"

  name = local.name
}

module "image_build" {
  source = "../../../modules/image-build"

  name                 = local.name
  repository_url       = module.ecr_repository.url
  repository_arn       = module.ecr_repository.arn
  containers           = ["web"]
  artifact_bucket_arn  = module.artifact_store.arn
  architecture         = "X86_64"
  permissions_boundary = local.permissions_boundary
}

module "artifact_store" {
  source = "../../../modules/artifact-store"

  name = "${local.name}-artifacts-${local.account_id}"
}

module "pipeline_role" {
  source = "../../../modules/pipeline-role"

  name                 = local.name
  pipeline_name        = local.name
  artifact_bucket_arn  = module.artifact_store.arn
  connection_arn       = local.connection_arn
  permissions_boundary = local.permissions_boundary
  build_project_arns   = [module.image_build.project_arn, module.ecs_cli_deploy.project_arn]
  cluster_arn          = local.cluster_arn
}
