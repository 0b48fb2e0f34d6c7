locals {
  # https://docs.aws.amazon.com/autoscaling/application/APIReference/API_PredefinedMetricSpecification.html
  predefined = {
    cpu      = { type = "ECSServiceAverageCPUUtilization", target = var.cpu, label = null }
    memory   = { type = "ECSServiceAverageMemoryUtilization", target = var.memory, label = null }
    requests = { type = "ALBRequestCountPerTarget", target = var.requests_per_target, label = try(var.target_group_labels[0], null) }
  }

  # Metric math: the last entry of `metrics` is the value that scaling holds, made of those before it.
  # https://docs.aws.amazon.com/autoscaling/application/userguide/application-auto-scaling-target-tracking-metric-math.html
  calculated = {
    # Blue/green: each request goes to one of the two groups, and each group counts it by its own tasks.
    # So the sum is what a task gets, whichever group has the traffic and while they share it.
    requests = {
      target     = var.requests_per_target
      expression = "FILL(blue, 0) + FILL(green, 0)"
      metrics = [
        for index, label in var.target_group_labels : {
          id        = ["blue", "green"][index]
          namespace = "AWS/ApplicationELB"
          name      = "RequestCountPerTarget"

          # The only valid one; it is the average of the targets nevertheless:
          # https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-cloudwatch-metrics.html
          stat = "Sum"
          dimensions = {
            LoadBalancer = split("/targetgroup/", label)[0]
            TargetGroup  = "targetgroup/${split("/targetgroup/", label)[1]}"
          }
        }
      ]
    }

    # Without a running task the messages themselves count, so that the first task starts.
    messages = {
      target     = var.messages_per_task
      expression = "messages / IF(FILL(tasks, 0) > 0, FILL(tasks, 0), 1)"
      metrics = [
        {
          id         = "messages"
          namespace  = "AWS/SQS"
          name       = "ApproximateNumberOfMessagesVisible"
          stat       = "Sum"
          dimensions = { QueueName = var.queue_name }
        },
        {
          id         = "tasks"
          namespace  = "ECS/ContainerInsights"
          name       = "RunningTaskCount"
          stat       = "Average"
          dimensions = { ClusterName = var.cluster_name, ServiceName = var.service_name }
        },
      ]
    }
  }

  # Which of the two kinds holds the requests depends on the number of target groups.
  blue_green = length(var.target_group_labels) == 2

  policies = merge(
    {
      for name, metric in local.predefined : name => merge(metric, { expression = null, metrics = [] })
      if metric.target != null && !(name == "requests" && local.blue_green)
    },
    {
      for name, metric in local.calculated : name => merge(metric, { type = null, label = null })
      if metric.target != null && !(name == "requests" && !local.blue_green)
    },
  )
}

resource "aws_appautoscaling_target" "this" {
  service_namespace  = "ecs"
  resource_id        = "service/${var.cluster_name}/${var.service_name}"
  scalable_dimension = "ecs:service:DesiredCount"
  min_capacity       = var.min
  max_capacity       = var.max
}

# With several policies the one that wants most tasks wins, and tasks are removed only when all agree:
# https://docs.aws.amazon.com/autoscaling/application/userguide/application-auto-scaling-target-tracking.html
resource "aws_appautoscaling_policy" "this" {
  for_each = local.policies

  name               = "${var.service_name}-${each.key}"
  policy_type        = "TargetTrackingScaling"
  service_namespace  = aws_appautoscaling_target.this.service_namespace
  resource_id        = aws_appautoscaling_target.this.resource_id
  scalable_dimension = aws_appautoscaling_target.this.scalable_dimension

  target_tracking_scaling_policy_configuration {
    target_value       = each.value.target
    scale_in_cooldown  = var.scale_in_cooldown
    scale_out_cooldown = var.scale_out_cooldown

    dynamic "predefined_metric_specification" {
      for_each = each.value.type == null ? [] : [each.value]

      content {
        predefined_metric_type = predefined_metric_specification.value.type
        resource_label         = predefined_metric_specification.value.label
      }
    }

    dynamic "customized_metric_specification" {
      for_each = each.value.expression == null ? [] : [each.value]

      content {
        dynamic "metrics" {
          for_each = customized_metric_specification.value.metrics

          content {
            id          = metrics.value.id
            return_data = false

            metric_stat {
              stat = metrics.value.stat

              metric {
                namespace   = metrics.value.namespace
                metric_name = metrics.value.name

                dynamic "dimensions" {
                  for_each = metrics.value.dimensions

                  content {
                    name  = dimensions.key
                    value = dimensions.value
                  }
                }
              }
            }
          }
        }

        metrics {
          id          = "held"
          expression  = customized_metric_specification.value.expression
          label       = each.key
          return_data = true
        }
      }
    }
  }
}
