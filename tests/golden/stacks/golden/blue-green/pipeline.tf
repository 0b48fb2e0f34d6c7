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
        FullRepositoryId = "example/blue-green"
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
    name = "Approve"

    action {
      name     = "Approve"
      category = "Approval"
      owner    = "AWS"
      provider = "Manual"
      version  = "1"

      configuration = {
        CustomData      = "Deploy this image to ${local.name}?"
        NotificationArn = local.topic_arns[0]
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
      input_artifacts = ["image"]

      configuration = {
        ApplicationName                = aws_codedeploy_app.this.name
        DeploymentGroupName            = aws_codedeploy_deployment_group.this.deployment_group_name
        TaskDefinitionTemplateArtifact = "image"
        TaskDefinitionTemplatePath     = "taskdef.json"
        AppSpecTemplateArtifact        = "image"
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
          input_artifacts = ["image"]

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
    "RUNNING=$(aws ecs describe-services --cluster ${local.cluster_name} --services ${local.name}-b --query \"services[0].taskSets[?status=='PRIMARY'].taskDefinition | [0]\" --output text)",
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
}

module "image_build" {
  source = "../../../modules/image-build"

  name                 = local.name
  repository_url       = module.ecr_repository.url
  repository_arn       = module.ecr_repository.arn
  containers           = ["web"]
  deployment_files     = local.deployment_files
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
  approval_topic_arn   = local.topic_arns[0]
  permissions_boundary = local.permissions_boundary
  build_project_arns   = [module.image_build.project_arn]
  cluster_arn          = local.cluster_arn
  service_arn          = "arn:${local.partition}:ecs:${local.region}:${local.account_id}:service/${local.cluster_name}/${local.name}-b"
  task_family          = local.name
  pass_role_arns       = [module.task_roles.task_role_arn, module.task_roles.execution_role_arn]
  image_parameter_arn  = aws_ssm_parameter.image.arn

  deployment = {
    application_arn = aws_codedeploy_app.this.arn
    group_arn       = aws_codedeploy_deployment_group.this.arn
    config_arn      = "arn:${local.partition}:codedeploy:${local.region}:${local.account_id}:deploymentconfig:CodeDeployDefault.ECSCanary10Percent5Minutes"
  }
}
