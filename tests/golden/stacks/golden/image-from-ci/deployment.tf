# What a deployment deploys: a complete task definition, made from the containers that the first
# revision has. A change of it takes effect with the next deployment.
locals {
  # jsonencode writes < and > as \u003c and \u003e, and the pipeline would not find its placeholder
  # (https://github.com/hashicorp/terraform/issues/26110). Elsewhere they stay, for it replaces text.
  task_definition = replace(jsonencode({
    family                  = local.name
    requiresCompatibilities = ["FARGATE"]
    networkMode             = "awsvpc"
    cpu                     = "256"
    memory                  = "512"
    executionRoleArn        = module.task_roles.execution_role_arn
    taskRoleArn             = module.task_roles.task_role_arn
    runtimePlatform         = { operatingSystemFamily = "LINUX", cpuArchitecture = "X86_64" }
    containerDefinitions = [
      for container in local.containers : merge({ image = "<IMAGE1_NAME>" }, container)
    ]
    tags = [for key, value in data.aws_default_tags.this.tags : { key = key, value = value }]
  }), "\"image\":\"\\u003cIMAGE1_NAME\\u003e\"", "\"image\":\"<IMAGE1_NAME>\"")

  # As text, because yamlencode would write the version as 0.
  # https://docs.aws.amazon.com/codedeploy/latest/userguide/reference-appspec-file-structure-resources.html
  appspec = <<-EOT
    version: 0.0
    Resources:
      - TargetService:
          Type: AWS::ECS::Service
          Properties:
            TaskDefinition: <TASK_DEFINITION>
            LoadBalancerInfo:
              ContainerName: "web"
              ContainerPort: 3000
            NetworkConfiguration:
              AwsvpcConfiguration:
                Subnets: ${jsonencode(local.subnet_ids)}
                SecurityGroups: ${jsonencode(local.service_security_group_ids)}
                AssignPublicIp: "DISABLED"
  EOT

  deployment_files = {
    "taskdef.json" = "s3://${aws_s3_object.task_definition.bucket}/${aws_s3_object.task_definition.key}"
    "appspec.yaml" = "s3://${aws_s3_object.appspec.bucket}/${aws_s3_object.appspec.key}"
  }
}

data "aws_default_tags" "this" {}

resource "aws_s3_object" "task_definition" {
  bucket       = local.template_bucket
  key          = "${local.name}/taskdef.json"
  content      = local.task_definition
  content_type = "application/json"
  source_hash  = sha256(local.task_definition)
  kms_key_id   = local.kms_key_arn

  # S3 takes ten tags an object, and the defaults may be more.
  override_provider {
    default_tags {
      tags = {}
    }
  }

  lifecycle {
    precondition {
      condition     = can(jsondecode(local.task_definition).containerDefinitions) && strcontains(local.task_definition, "<IMAGE1_NAME>")
      error_message = "The template of the task definition is no JSON with containerDefinitions and the placeholder <IMAGE1_NAME>. Undo the edit: tfgen generate image-from-ci --force."
    }
  }
}

resource "aws_s3_object" "appspec" {
  bucket       = local.template_bucket
  key          = "${local.name}/appspec.yaml"
  content      = local.appspec
  content_type = "application/yaml"
  source_hash  = sha256(local.appspec)
  kms_key_id   = local.kms_key_arn

  override_provider {
    default_tags {
      tags = {}
    }
  }

  lifecycle {
    precondition {
      condition     = can(yamldecode(local.appspec).Resources[0].TargetService) && strcontains(local.appspec, "<TASK_DEFINITION>")
      error_message = "The appspec is no YAML with Resources and the placeholder <TASK_DEFINITION>. Undo the edit: tfgen generate image-from-ci --force."
    }
  }
}

resource "aws_codedeploy_app" "this" {
  name             = local.name
  compute_platform = "ECS"
}

resource "aws_codedeploy_deployment_group" "this" {
  app_name               = aws_codedeploy_app.this.name
  deployment_group_name  = local.name
  service_role_arn       = module.codedeploy_role.role_arn
  deployment_config_name = "CodeDeployDefault.ECSAllAtOnce"

  deployment_style {
    deployment_option = "WITH_TRAFFIC_CONTROL"
    deployment_type   = "BLUE_GREEN"
  }

  blue_green_deployment_config {
    deployment_ready_option {
      action_on_timeout = "CONTINUE_DEPLOYMENT"
    }

    # So long the old tasks stay, and the way back is instant.
    terminate_blue_instances_on_deployment_success {
      action                           = "TERMINATE"
      termination_wait_time_in_minutes = 5
    }
  }

  auto_rollback_configuration {
    enabled = true
    events  = ["DEPLOYMENT_FAILURE"]
  }

  ecs_service {
    cluster_name = local.cluster_name
    service_name = aws_ecs_service.this.name
  }

  load_balancer_info {
    target_group_pair_info {
      prod_traffic_route {
        listener_arns = [local.listener_arns["public"]]
      }

      test_traffic_route {
        listener_arns = [local.test_listener_arns["public"]]
      }

      target_group {
        name = aws_lb_target_group.public_web_blue.name
      }

      target_group {
        name = aws_lb_target_group.public_web_green.name
      }
    }
  }
}

module "codedeploy_role" {
  source = "../../../modules/codedeploy-role"

  name           = local.name
  cluster_arn    = local.cluster_arn
  service_arn    = "arn:${local.partition}:ecs:${local.region}:${local.account_id}:service/${local.cluster_name}/${local.name}"
  listener_arns  = [local.listener_arns["public"], local.test_listener_arns["public"]]
  pass_role_arns = [module.task_roles.task_role_arn, module.task_roles.execution_role_arn]
}
