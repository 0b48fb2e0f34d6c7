mock_provider "aws" {
  mock_resource "aws_appautoscaling_policy" {
    defaults = { arn = "arn:aws:autoscaling:eu-west-1:111111111111:scalingPolicy:mock" }
  }
}

variables {
  cluster_name = "stg"
  service_name = "web-stg"
  min          = 2
  max          = 10
}

run "bounds_only" {
  command = plan

  assert {
    condition = (
      aws_appautoscaling_target.this.resource_id == "service/stg/web-stg" &&
      aws_appautoscaling_target.this.min_capacity == 2 && aws_appautoscaling_target.this.max_capacity == 10
    )
    error_message = "The scaling target is not the service with its bounds."
  }

  assert {
    condition     = length(aws_appautoscaling_policy.this) == 0
    error_message = "There is a policy for something that nobody asked to scale on."
  }
}

run "a_policy_for_each_target" {
  command = apply

  variables {
    cpu                 = 60
    memory              = 75
    requests_per_target = 500
    target_group_label  = "app/stg/50dc6c495c0c9188/targetgroup/web-stg/943f017f100becff"
    scale_in_cooldown   = 120
    scale_out_cooldown  = 30
  }

  assert {
    condition = {
      for name, policy in aws_appautoscaling_policy.this : name => [
        policy.name,
        policy.target_tracking_scaling_policy_configuration[0].target_value,
        policy.target_tracking_scaling_policy_configuration[0].predefined_metric_specification[0].predefined_metric_type,
        coalesce(policy.target_tracking_scaling_policy_configuration[0].predefined_metric_specification[0].resource_label, "none"),
      ]
      } == {
      cpu      = ["web-stg-cpu", 60, "ECSServiceAverageCPUUtilization", "none"]
      memory   = ["web-stg-memory", 75, "ECSServiceAverageMemoryUtilization", "none"]
      requests = ["web-stg-requests", 500, "ALBRequestCountPerTarget", "app/stg/50dc6c495c0c9188/targetgroup/web-stg/943f017f100becff"]
    }
    error_message = "A target does not become the policy on its metric."
  }

  assert {
    condition = alltrue([
      for policy in aws_appautoscaling_policy.this :
      policy.target_tracking_scaling_policy_configuration[0].scale_in_cooldown == 120 &&
      policy.target_tracking_scaling_policy_configuration[0].scale_out_cooldown == 30
    ])
    error_message = "A cooldown does not reach a policy."
  }

  assert {
    condition     = output.target_id == "service/stg/web-stg" && keys(output.policy_arns) == ["cpu", "memory", "requests"]
    error_message = "An output does not describe the scaling."
  }
}

run "refuses_wrong_values" {
  command = plan

  variables {
    cluster_name       = "arn:aws:ecs:eu-west-1:111111111111:cluster/stg"
    service_name       = "stg/web"
    min                = -1
    cpu                = 101
    memory             = 0
    target_group_label = "targetgroup/web-stg/943f017f100becff"
    scale_in_cooldown  = -1
    scale_out_cooldown = 0.5
  }

  expect_failures = [
    var.cluster_name,
    var.service_name,
    var.min,
    var.cpu,
    var.memory,
    var.target_group_label,
    var.scale_in_cooldown,
    var.scale_out_cooldown,
  ]
}

run "refuses_half_a_task_and_no_request" {
  command = plan

  variables {
    max                 = 2.5
    requests_per_target = 0
    target_group_label  = "app/stg/50dc6c495c0c9188/targetgroup/web-stg/943f017f100becff"
  }

  expect_failures = [var.max, var.requests_per_target]
}

run "refuses_values_that_do_not_fit_together" {
  command = plan

  variables {
    max                 = 1
    requests_per_target = 500
  }

  expect_failures = [var.max, var.requests_per_target]
}
