locals {
  service = { ClusterName = var.cluster_name, ServiceName = var.service_name }

  service_alarms = {
    cpu-high = {
      description = "${var.name} uses nearly all the CPU that it reserves"
      namespace   = "AWS/ECS"
      metric      = "CPUUtilization"
      dimensions  = local.service
      statistic   = "Average"
      comparison  = "GreaterThanOrEqualToThreshold"
      threshold   = var.cpu
      missing     = "missing"
    }

    memory-high = {
      description = "${var.name} uses nearly all the memory that it reserves; at 100% its tasks are killed"
      namespace   = "AWS/ECS"
      metric      = "MemoryUtilization"
      dimensions  = local.service
      statistic   = "Average"
      comparison  = "GreaterThanOrEqualToThreshold"
      threshold   = var.memory
      missing     = "missing"
    }

    # Each running task sends one sample of CPUUtilization a minute, so the samples count the tasks,
    # without Container Insights and its price. No task, no sample: missing data is the worst case.
    # https://docs.aws.amazon.com/AmazonECS/latest/developerguide/cloudwatch-metrics.html
    running-tasks-low = {
      description = "${var.name} runs fewer tasks than it should"
      namespace   = "AWS/ECS"
      metric      = "CPUUtilization"
      dimensions  = local.service
      statistic   = "SampleCount"
      comparison  = "LessThanThreshold"
      threshold   = var.running_tasks
      missing     = "breaching"
    }
  }

  # By target group, because other services may stand behind the same load balancer.
  # The load balancer sends this metric only when there was such a response:
  # https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-cloudwatch-metrics.html
  target_group_alarms = {
    for name, suffix in var.target_group_suffixes : "http-5xx-${name}" => {
      description = "${var.name} answers with server errors (target group ${name})"
      namespace   = "AWS/ApplicationELB"
      metric      = "HTTPCode_Target_5XX_Count"
      dimensions  = { LoadBalancer = var.load_balancer_suffix, TargetGroup = suffix }
      statistic   = "Sum"
      comparison  = "GreaterThanOrEqualToThreshold"
      threshold   = var.http_5xx
      missing     = "notBreaching"
    }
  }

  alarms = {
    for name, alarm in merge(local.service_alarms, local.target_group_alarms) : name => alarm if alarm.threshold != null
  }
}

resource "aws_cloudwatch_metric_alarm" "this" {
  for_each = local.alarms

  alarm_name          = "${var.name}-${each.key}"
  alarm_description   = each.value.description
  namespace           = each.value.namespace
  metric_name         = each.value.metric
  dimensions          = each.value.dimensions
  statistic           = each.value.statistic
  comparison_operator = each.value.comparison
  threshold           = each.value.threshold
  treat_missing_data  = each.value.missing
  period              = 60
  evaluation_periods  = var.period_minutes
  alarm_actions       = var.topic_arns
  ok_actions          = var.topic_arns
}
