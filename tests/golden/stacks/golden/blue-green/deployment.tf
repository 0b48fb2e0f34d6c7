# What a deployment deploys: a complete task definition, made from the containers that the first
# revision has. A change of it takes effect with the next deployment, which it starts.
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
    ephemeralStorage        = { sizeInGiB = 30 }
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
              ContainerName: "nginx"
              ContainerPort: 80
            NetworkConfiguration:
              AwsvpcConfiguration:
                Subnets: ${jsonencode(local.subnet_ids)}
                SecurityGroups: ${jsonencode(local.service_security_group_ids)}
                AssignPublicIp: "ENABLED"
            CapacityProviderStrategy:
              - CapacityProvider: "FARGATE"
                Weight: 1
                Base: 1
              - CapacityProvider: "FARGATE_SPOT"
                Weight: 3
                Base: 0
    Hooks:
      - BeforeInstall: "arn:aws:lambda:us-east-1:111111111111:function:check"
      - AfterAllowTestTraffic: "arn:aws:lambda:us-east-1:111111111111:function:smoke-test:live"
  EOT

  deployment_files = {
    "taskdef.json" = "s3://${aws_s3_object.task_definition.bucket}/${aws_s3_object.task_definition.key}"
    "appspec.yaml" = "s3://${aws_s3_object.appspec.bucket}/${aws_s3_object.appspec.key}"
  }
}

data "aws_default_tags" "this" {}

resource "aws_s3_object" "task_definition" {
  bucket       = module.template_store.bucket
  key          = "${local.name}/taskdef.json"
  content      = local.task_definition
  content_type = "application/json"
  source_hash  = sha256(local.task_definition)

  # S3 takes ten tags an object, and the defaults may be more.
  override_provider {
    default_tags {
      tags = {}
    }
  }

  lifecycle {
    precondition {
      condition     = can(jsondecode(local.task_definition).containerDefinitions) && strcontains(local.task_definition, "<IMAGE1_NAME>")
      error_message = "The template of the task definition is no JSON with containerDefinitions and the placeholder <IMAGE1_NAME>. Undo the edit: tfgen generate blue-green --force."
    }
  }
}

resource "aws_s3_object" "appspec" {
  bucket       = module.template_store.bucket
  key          = "${local.name}/appspec.yaml"
  content      = local.appspec
  content_type = "application/yaml"
  source_hash  = sha256(local.appspec)

  override_provider {
    default_tags {
      tags = {}
    }
  }

  lifecycle {
    precondition {
      condition     = can(yamldecode(local.appspec).Resources[0].TargetService) && strcontains(local.appspec, "<TASK_DEFINITION>")
      error_message = "The appspec is no YAML with Resources and the placeholder <TASK_DEFINITION>. Undo the edit: tfgen generate blue-green --force."
    }
  }
}

module "template_store" {
  source = "../../../modules/artifact-store"

  name = "${local.name}-templates-${local.account_id}"

  # A template is needed until another takes its place.
  expiration_days    = null
  notify_eventbridge = true
}

# Changes with either of the two, once both are in place: one change, one deployment.
resource "aws_s3_object" "release" {
  bucket       = module.template_store.bucket
  key          = "${local.name}/release.json"
  content      = jsonencode({ taskdef = sha256(local.task_definition), appspec = sha256(local.appspec) })
  content_type = "application/json"
  source_hash  = sha256("${local.task_definition}${local.appspec}")

  override_provider {
    default_tags {
      tags = {}
    }
  }

  depends_on = [aws_s3_object.task_definition, aws_s3_object.appspec]
}

# A changed template or appspec starts the pipeline.
module "template_trigger" {
  source = "../../../modules/pipeline-trigger"

  name         = "${local.name}-template"
  pipeline_arn = aws_codepipeline.this.arn

  # https://docs.aws.amazon.com/AmazonS3/latest/userguide/EventBridge.html
  event_pattern = jsonencode({
    source      = ["aws.s3"]
    detail-type = ["Object Created"]
    detail = {
      bucket = { name = [aws_s3_object.release.bucket] }
      object = { key = [aws_s3_object.release.key] }
    }
  })
  permissions_boundary = local.permissions_boundary
}

resource "aws_codedeploy_app" "this" {
  name             = local.name
  compute_platform = "ECS"
}

resource "aws_codedeploy_deployment_group" "this" {
  app_name               = aws_codedeploy_app.this.name
  deployment_group_name  = local.name
  service_role_arn       = module.codedeploy_role.role_arn
  deployment_config_name = "CodeDeployDefault.ECSCanary10Percent5Minutes"

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
      termination_wait_time_in_minutes = 30
    }
  }

  auto_rollback_configuration {
    enabled = true
    events  = ["DEPLOYMENT_FAILURE", "DEPLOYMENT_STOP_ON_ALARM"]
  }

  # Only the alarms that a deployment can set off: CodeDeploy starts none while one of these is on.
  alarm_configuration {
    enabled = true
    alarms  = module.alarms_b.http_5xx_alarm_names
  }

  ecs_service {
    cluster_name = local.cluster_name
    service_name = aws_ecs_service.this_b.name
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
        name = aws_lb_target_group.public_nginx_b_blue.name
      }

      target_group {
        name = aws_lb_target_group.public_nginx_b_green.name
      }
    }
  }
}

module "codedeploy_role" {
  source = "../../../modules/codedeploy-role"

  name          = local.name
  cluster_arn   = local.cluster_arn
  service_arn   = "arn:${local.partition}:ecs:${local.region}:${local.account_id}:service/${local.cluster_name}/${local.name}-b"
  listener_arns = [local.listener_arns["public"], local.test_listener_arns["public"]]
  hook_arns = [
    "arn:aws:lambda:us-east-1:111111111111:function:check",
    "arn:aws:lambda:us-east-1:111111111111:function:smoke-test:live",
  ]
  pass_role_arns       = [module.task_roles.task_role_arn, module.task_roles.execution_role_arn]
  permissions_boundary = local.permissions_boundary
}
