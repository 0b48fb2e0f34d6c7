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
    target_group_labels = ["app/stg/50dc6c495c0c9188/targetgroup/web-stg/943f017f100becff"]
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
      length(policy.target_tracking_scaling_policy_configuration[0].customized_metric_specification) == 0
    ])
    error_message = "A policy on a predefined metric has a calculated one as well."
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

run "blue_green_adds_up_both_target_groups" {
  command = plan

  variables {
    requests_per_target = 500
    target_group_labels = [
      "app/stg/50dc6c495c0c9188/targetgroup/web-stg-blue/943f017f100becff",
      "app/stg/50dc6c495c0c9188/targetgroup/web-stg-green/73e2d6bc24d8a067",
    ]
  }

  assert {
    condition     = keys(aws_appautoscaling_policy.this) == ["requests"]
    error_message = "Two target groups are not one policy."
  }

  assert {
    condition = alltrue([
      for configuration in aws_appautoscaling_policy.this["requests"].target_tracking_scaling_policy_configuration :
      configuration.target_value == 500 && length(configuration.predefined_metric_specification) == 0
    ])
    error_message = "The policy holds another value, or that of one target group."
  }

  assert {
    condition = toset([
      for metric in one(one(aws_appautoscaling_policy.this["requests"].target_tracking_scaling_policy_configuration).customized_metric_specification).metrics : [
        metric.id, metric.return_data,
        try(metric.metric_stat[0].stat, metric.expression),
        try("${metric.metric_stat[0].metric[0].namespace} ${metric.metric_stat[0].metric[0].metric_name}", metric.label),
        try({ for dimension in metric.metric_stat[0].metric[0].dimensions : dimension.name => dimension.value }.TargetGroup, ""),
        try({ for dimension in metric.metric_stat[0].metric[0].dimensions : dimension.name => dimension.value }.LoadBalancer, ""),
      ]
      ]) == toset([
      ["blue", false, "Sum", "AWS/ApplicationELB RequestCountPerTarget", "targetgroup/web-stg-blue/943f017f100becff", "app/stg/50dc6c495c0c9188"],
      ["green", false, "Sum", "AWS/ApplicationELB RequestCountPerTarget", "targetgroup/web-stg-green/73e2d6bc24d8a067", "app/stg/50dc6c495c0c9188"],
      ["held", true, "FILL(blue, 0) + FILL(green, 0)", "requests", "", ""],
    ])
    error_message = "The requests of the two target groups are not added up."
  }
}

run "messages_for_each_running_task" {
  command = plan

  variables {
    queue_name        = "web-stg-jobs"
    messages_per_task = 100
  }

  assert {
    condition = (
      keys(aws_appautoscaling_policy.this) == ["messages"] &&
      one(aws_appautoscaling_policy.this["messages"].target_tracking_scaling_policy_configuration).target_value == 100
    )
    error_message = "messages_per_task is not what the policy holds."
  }

  assert {
    condition = toset([
      for metric in one(one(aws_appautoscaling_policy.this["messages"].target_tracking_scaling_policy_configuration).customized_metric_specification).metrics : [
        metric.id, metric.return_data,
        try(metric.metric_stat[0].stat, metric.expression),
        try("${metric.metric_stat[0].metric[0].namespace} ${metric.metric_stat[0].metric[0].metric_name}", metric.label),
        try(jsonencode({ for dimension in metric.metric_stat[0].metric[0].dimensions : dimension.name => dimension.value }), ""),
      ]
      ]) == toset([
      ["messages", false, "Sum", "AWS/SQS ApproximateNumberOfMessagesVisible", jsonencode({ QueueName = "web-stg-jobs" })],
      ["tasks", false, "Average", "ECS/ContainerInsights RunningTaskCount", jsonencode({ ClusterName = "stg", ServiceName = "web-stg" })],
      ["held", true, "messages / IF(FILL(tasks, 0) > 0, FILL(tasks, 0), 1)", "messages", ""],
    ])
    error_message = "The messages are not divided by the running tasks."
  }
}

run "refuses_wrong_values" {
  command = plan

  variables {
    cluster_name        = "arn:aws:ecs:eu-west-1:111111111111:cluster/stg"
    service_name        = "stg/web"
    min                 = -1
    cpu                 = 101
    memory              = 0
    target_group_labels = ["targetgroup/web-stg/943f017f100becff"]
    queue_name          = "arn:aws:sqs:eu-west-1:111111111111:web-stg-jobs"
    scale_in_cooldown   = -1
    scale_out_cooldown  = 0.5
  }

  expect_failures = [
    var.cluster_name,
    var.service_name,
    var.min,
    var.cpu,
    var.memory,
    var.target_group_labels,
    var.queue_name,
    var.scale_in_cooldown,
    var.scale_out_cooldown,
  ]
}

run "refuses_half_a_task_and_no_request" {
  command = plan

  variables {
    max                 = 2.5
    requests_per_target = 0
    target_group_labels = ["app/stg/50dc6c495c0c9188/targetgroup/web-stg/943f017f100becff"]
    queue_name          = "web-stg-jobs.fifo"
    messages_per_task   = 0
  }

  expect_failures = [var.max, var.requests_per_target, var.messages_per_task]
}

run "refuses_values_that_do_not_fit_together" {
  command = plan

  variables {
    max                 = 1
    requests_per_target = 500
    messages_per_task   = 100
  }

  expect_failures = [var.max, var.requests_per_target, var.messages_per_task]
}

run "refuses_one_target_group_twice" {
  command = plan

  variables {
    target_group_labels = [
      "app/stg/50dc6c495c0c9188/targetgroup/web-stg/943f017f100becff",
      "app/stg/50dc6c495c0c9188/targetgroup/web-stg/943f017f100becff",
    ]
  }

  expect_failures = [var.target_group_labels]
}

run "refuses_three_target_groups" {
  command = plan

  variables {
    target_group_labels = [
      "app/stg/50dc6c495c0c9188/targetgroup/web-stg-1/943f017f100becff",
      "app/stg/50dc6c495c0c9188/targetgroup/web-stg-2/73e2d6bc24d8a067",
      "app/stg/50dc6c495c0c9188/targetgroup/web-stg-3/1b2c3d4e5f60718a",
    ]
  }

  expect_failures = [var.target_group_labels]
}
