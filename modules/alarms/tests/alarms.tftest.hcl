mock_provider "aws" {
  mock_resource "aws_cloudwatch_metric_alarm" {
    defaults = { arn = "arn:aws:cloudwatch:eu-west-1:111111111111:alarm:mock" }
  }
}

variables {
  name         = "web-stg"
  cluster_name = "stg"
  service_name = "web"
  topic_arns   = ["arn:aws:sns:eu-west-1:111111111111:on-call"]
}

run "no_alarm_unless_asked" {
  command = plan

  variables {
    load_balancer_suffix  = "app/stg/50dc6c495c0c9188"
    target_group_suffixes = { web = "targetgroup/web-stg/943f017f100becff" }
  }

  assert {
    condition     = length(aws_cloudwatch_metric_alarm.this) == 0 && length(output.alarm_names) == 0
    error_message = "There is an alarm that nobody asked for."
  }
}

run "an_alarm_for_each_value" {
  command = apply

  variables {
    cpu                  = 85
    memory               = 90
    http_5xx             = 10
    running_tasks        = 2
    period_minutes       = 3
    load_balancer_suffix = "app/stg/50dc6c495c0c9188"
    target_group_suffixes = {
      blue  = "targetgroup/web-stg-blue/943f017f100becff"
      green = "targetgroup/web-stg-green/73e2d6bc24d8a067"
    }
  }

  assert {
    condition = {
      for name, alarm in aws_cloudwatch_metric_alarm.this : name => [
        alarm.namespace, alarm.metric_name, alarm.statistic, alarm.comparison_operator, alarm.threshold, alarm.treat_missing_data
      ]
      } == {
      cpu-high          = ["AWS/ECS", "CPUUtilization", "Average", "GreaterThanOrEqualToThreshold", 85, "missing"]
      memory-high       = ["AWS/ECS", "MemoryUtilization", "Average", "GreaterThanOrEqualToThreshold", 90, "missing"]
      running-tasks-low = ["AWS/ECS", "CPUUtilization", "SampleCount", "LessThanThreshold", 2, "breaching"]
      http-5xx-blue     = ["AWS/ApplicationELB", "HTTPCode_Target_5XX_Count", "Sum", "GreaterThanOrEqualToThreshold", 10, "notBreaching"]
      http-5xx-green    = ["AWS/ApplicationELB", "HTTPCode_Target_5XX_Count", "Sum", "GreaterThanOrEqualToThreshold", 10, "notBreaching"]
    }
    error_message = "An alarm does not watch what its value says."
  }

  assert {
    condition = alltrue([
      for name in ["cpu-high", "memory-high", "running-tasks-low"] :
      aws_cloudwatch_metric_alarm.this[name].dimensions == tomap({ ClusterName = "stg", ServiceName = "web" })
    ])
    error_message = "An alarm watches another service."
  }

  assert {
    condition = aws_cloudwatch_metric_alarm.this["http-5xx-green"].dimensions == tomap({
      LoadBalancer = "app/stg/50dc6c495c0c9188"
      TargetGroup  = "targetgroup/web-stg-green/73e2d6bc24d8a067"
    })
    error_message = "An alarm on responses watches another target group."
  }

  assert {
    condition = alltrue([
      for alarm in aws_cloudwatch_metric_alarm.this : alarm.period == 60 && alarm.evaluation_periods == 3 &&
      alarm.alarm_actions == toset(["arn:aws:sns:eu-west-1:111111111111:on-call"]) && alarm.ok_actions == alarm.alarm_actions
    ])
    error_message = "period_minutes or topic_arns does not reach an alarm."
  }

  assert {
    condition = (
      toset(keys(output.alarm_arns)) == toset(["cpu-high", "memory-high", "running-tasks-low", "http-5xx-blue", "http-5xx-green"]) &&
      toset(output.alarm_names) == toset([for name in keys(output.alarm_arns) : "web-stg-${name}"]) &&
      toset(output.http_5xx_alarm_names) == toset(["web-stg-http-5xx-blue", "web-stg-http-5xx-green"])
    )
    error_message = "The outputs do not list the alarms."
  }
}

run "refuses_wrong_values" {
  command = plan

  variables {
    name                  = "Web"
    cluster_name          = "arn:aws:ecs:eu-west-1:111111111111:cluster/stg"
    service_name          = "stg/web"
    topic_arns            = ["on-call"]
    cpu                   = 0
    memory                = -1
    load_balancer_suffix  = "arn:aws:elasticloadbalancing:eu-west-1:111111111111:loadbalancer/app/stg/50dc6c495c0c9188"
    target_group_suffixes = { web = "web-stg" }
    running_tasks         = 0
    period_minutes        = 0
  }

  expect_failures = [
    var.name,
    var.cluster_name,
    var.service_name,
    var.topic_arns,
    var.cpu,
    var.memory,
    var.load_balancer_suffix,
    var.target_group_suffixes,
    var.running_tasks,
    var.period_minutes,
  ]
}

run "refuses_half_a_response" {
  command = plan

  variables {
    http_5xx              = 0.5
    load_balancer_suffix  = "app/stg/50dc6c495c0c9188"
    target_group_suffixes = { web = "targetgroup/web-stg/943f017f100becff" }
  }

  expect_failures = [var.http_5xx]
}

run "refuses_5xx_without_a_target_group" {
  command = plan

  variables {
    http_5xx             = 10
    load_balancer_suffix = "app/stg/50dc6c495c0c9188"
  }

  expect_failures = [var.http_5xx]
}
