resource "aws_codepipeline" "this" {
  name           = local.name
  role_arn       = module.pipeline_role.role_arn
  pipeline_type  = "V2"
  execution_mode = "QUEUED"

  artifact_store {
    type     = "S3"
    location = local.artifact_bucket

    encryption_key {
      id   = local.kms_key_arn
      type = "KMS"
    }
  }

  stage {
    name = "Source"

    # The image that the application's CI pushed last with the tag that deploys.
    action {
      name             = "Source"
      category         = "Source"
      owner            = "AWS"
      provider         = "ECR"
      version          = "1"
      output_artifacts = ["image"]

      configuration = {
        RepositoryName = module.ecr_repository.name
        ImageTag       = "live"
      }
    }
  }

  stage {
    name = "Prepare"

    # Adds the files that the deployment needs to the image; builds nothing.
    action {
      name             = "Prepare"
      category         = "Build"
      owner            = "AWS"
      provider         = "CodeBuild"
      version          = "1"
      input_artifacts  = ["image"]
      output_artifacts = ["deployment"]

      configuration = {
        ProjectName = module.deploy_files.project_name
      }
    }
  }

  stage {
    name = "Deploy"

    # Registers a complete task definition from the template, with the image in it, and moves the
    # requests to tasks of it.
    action {
      name            = "Deploy"
      category        = "Deploy"
      owner           = "AWS"
      provider        = "CodeDeployToECS"
      version         = "1"
      input_artifacts = ["deployment", "image"]

      configuration = {
        ApplicationName                = aws_codedeploy_app.this.name
        DeploymentGroupName            = aws_codedeploy_deployment_group.this.deployment_group_name
        TaskDefinitionTemplateArtifact = "deployment"
        TaskDefinitionTemplatePath     = "taskdef.json"
        AppSpecTemplateArtifact        = "deployment"
        AppSpecTemplatePath            = "appspec.yaml"
        Image1ArtifactName             = "image"
        Image1ContainerName            = "IMAGE1_NAME"
      }
    }

    # Records the image that the service now runs, for a stack that starts anew.
    on_success {
      condition {
        result = "FAIL"

        rule {
          name            = "RecordImage"
          commands        = [local.record_image]
          input_artifacts = ["deployment"]

          rule_type_id {
            category = "Rule"
            owner    = "AWS"
            provider = "Commands"
            version  = "1"
          }
        }
      }
    }
  }
}

# The Commands rule takes commands of one line and 1000 characters each:
# https://docs.aws.amazon.com/codepipeline/latest/userguide/rule-reference-Commands.html
locals {
  record_image = join(" && ", [
    "RUNNING=$(aws ecs describe-services --cluster ${local.cluster_name} --services ${local.name} --query \"services[0].taskSets[?status=='PRIMARY'].taskDefinition | [0]\" --output text)",
    "IMAGE=$(aws ecs describe-task-definition --task-definition \"$RUNNING\" --query \"taskDefinition.containerDefinitions[?name=='web'].image | [0]\" --output text)",
    "[ \"$IMAGE\" != None ]",
    "aws ssm put-parameter --name ${aws_ssm_parameter.image.name} --type String --overwrite --value \"$IMAGE\"",
  ])
}

# Where the output of these commands goes; made here, so that it expires and is destroyed.
resource "aws_cloudwatch_log_group" "pipeline" {
  #checkov:skip=CKV_AWS_158:CloudWatch Logs encrypts with a key of its own
  #checkov:skip=CKV_AWS_338:log_retention_days of the spec says how long
  name              = "/aws/codepipeline/${local.name}"
  retention_in_days = 30
}

module "ecr_repository" {
  source = "../../../modules/ecr-repository"

  name = local.name

  # The tag live moves to each image that is to be deployed.
  movable_tags = true
}

# What the application's CI may do: push images to this repository, from this branch.
module "app_ci_role" {
  source = "../../../modules/app-ci-role"

  name            = local.name
  ci              = "circleci"
  repository      = "example/image-from-ci"
  branch          = "release"
  organization_id = "11111111-1111-1111-1111-111111111111"
  project_id      = "22222222-2222-2222-2222-222222222222"
  repository_arn  = module.ecr_repository.arn
}

# A pushed image starts the pipeline.
module "image_trigger" {
  source = "../../../modules/pipeline-trigger"

  name         = "${local.name}-image"
  pipeline_arn = aws_codepipeline.this.arn

  # https://docs.aws.amazon.com/AmazonECR/latest/userguide/ecr-eventbridge.html
  event_pattern = jsonencode({
    source      = ["aws.ecr"]
    detail-type = ["ECR Image Action"]
    detail = {
      action-type     = ["PUSH"]
      result          = ["SUCCESS"]
      repository-name = [module.ecr_repository.name]
      image-tag       = ["live"]
    }
  })
}

module "deploy_files" {
  source = "../../../modules/deploy-files"

  name                = local.name
  deployment_files    = local.deployment_files
  artifact_bucket_arn = "arn:${local.partition}:s3:::${local.artifact_bucket}"
  kms_key_arn         = local.kms_key_arn
}

module "pipeline_role" {
  source = "../../../modules/pipeline-role"

  name                = local.name
  pipeline_name       = local.name
  artifact_bucket_arn = "arn:${local.partition}:s3:::${local.artifact_bucket}"
  repository_arn      = module.ecr_repository.arn
  kms_key_arn         = local.kms_key_arn
  build_project_arns  = [module.deploy_files.project_arn]
  cluster_arn         = local.cluster_arn
  service_arn         = "arn:${local.partition}:ecs:${local.region}:${local.account_id}:service/${local.cluster_name}/${local.name}"
  task_family         = local.name
  pass_role_arns      = [module.task_roles.task_role_arn, module.task_roles.execution_role_arn]
  image_parameter_arn = aws_ssm_parameter.image.arn

  deployment = {
    application_arn = aws_codedeploy_app.this.arn
    group_arn       = aws_codedeploy_deployment_group.this.arn
    config_arn      = "arn:${local.partition}:codedeploy:${local.region}:${local.account_id}:deploymentconfig:CodeDeployDefault.ECSAllAtOnce"
  }
}
