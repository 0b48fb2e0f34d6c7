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
        FullRepositoryId = "example/job"
        BranchName       = "main"
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
    name = "Release"

    # Registers a copy of the newest ACTIVE revision with the new image, and records the image for
    # Terraform's next revision. Tasks that run already end undisturbed.
    action {
      name            = "Release"
      category        = "Build"
      owner           = "AWS"
      provider        = "CodeBuild"
      version         = "1"
      input_artifacts = ["image"]

      configuration = {
        ProjectName = module.task_release.project_name
      }
    }
  }
}

module "task_release" {
  source = "../../../modules/task-release"

  name                 = local.name
  task_family          = aws_ecs_task_definition.this.family
  pass_role_arns       = [module.task_roles.task_role_arn, module.task_roles.execution_role_arn]
  image_parameter_name = aws_ssm_parameter.image.name
  image_parameter_arn  = aws_ssm_parameter.image.arn
  artifact_bucket_arn  = module.artifact_store.arn
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
  containers           = ["job"]
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
  build_project_arns   = [module.image_build.project_arn, module.task_release.project_arn]
  cluster_arn          = local.cluster_arn
}
