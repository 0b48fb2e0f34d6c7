# Nothing here waits for the service: where the service waits for a steady state, it is the first run
# of this pipeline that brings the image with which it becomes steady.
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
        FullRepositoryId = "example/moving"
        BranchName       = "main"
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

    # Registers a copy of the revision that runs, with the new image, and moves the service to it.
    action {
      name            = "Deploy"
      category        = "Deploy"
      owner           = "AWS"
      provider        = "ECS"
      version         = "1"
      input_artifacts = ["image"]

      configuration = {
        ClusterName = local.cluster_name
        ServiceName = "${local.name}-b"
        FileName    = "imagedefinitions.json"

        # Minutes. The action does not notice a rollback by the circuit breaker; it waits until it
        # times out, after an hour by default (https://github.com/aws/containers-roadmap/issues/1399).
        DeploymentTimeout = "20"
      }
    }

    # Records the image that the service now runs, for Terraform's next revision.
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

    # The circuit breaker goes back to the former revision but leaves the failed one ACTIVE, and the
    # newest ACTIVE revision is what the next apply would deploy: take it out of the way. Then record
    # what runs, whichever it is: an action that timed out may have succeeded later.
    on_failure {
      condition {
        # Engages only where the rule fails, and deploys the last good image once more:
        # https://docs.aws.amazon.com/codepipeline/latest/userguide/stage-conditions.html
        result = "ROLLBACK"

        rule {
          name            = "DeregisterFailed"
          commands        = [local.deregister_failed, local.record_image]
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
  service_arguments = "--cluster ${local.cluster_name} --services ${local.name}-b"
  running_revision  = "RUNNING=$(aws ecs describe-services ${local.service_arguments} --query 'services[0].taskDefinition' --output text)"

  record_image = join(" && ", [
    local.running_revision,
    "IMAGE=$(aws ecs describe-task-definition --task-definition \"$RUNNING\" --query \"taskDefinition.containerDefinitions[?name=='web'].image | [0]\" --output text)",
    "[ \"$IMAGE\" != None ]",
    "aws ssm put-parameter --name ${aws_ssm_parameter.image.name} --type String --overwrite --value \"$IMAGE\"",
  ])

  # A rollback takes its time; `wait` gives up after ten minutes.
  deregister_failed = join(" && ", [
    "for TRY in 1 2 3; do aws ecs wait services-stable ${local.service_arguments} && break; done",
    local.running_revision,
    "REVISIONS=$(aws ecs list-task-definitions --family-prefix ${local.name} --status ACTIVE --sort DESC --query 'taskDefinitionArns' --output text)",
    "for REVISION in $REVISIONS; do [ \"$${REVISION##*:}\" -gt \"$${RUNNING##*:}\" ] || break; aws ecs deregister-task-definition --task-definition \"$REVISION\" --query 'taskDefinition.taskDefinitionArn' --output text || exit 1; done",
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
  build_project_arns   = [module.image_build.project_arn]
  cluster_arn          = local.cluster_arn
  service_arn          = "arn:${local.partition}:ecs:${local.region}:${local.account_id}:service/${local.cluster_name}/${local.name}-b"
  task_family          = local.name
  pass_role_arns       = [module.task_roles.task_role_arn, module.task_roles.execution_role_arn]
  image_parameter_arn  = aws_ssm_parameter.image.arn
}
