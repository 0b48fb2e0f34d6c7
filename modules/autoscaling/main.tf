locals {
  # https://docs.aws.amazon.com/autoscaling/application/APIReference/API_PredefinedMetricSpecification.html
  metrics = {
    cpu      = { type = "ECSServiceAverageCPUUtilization", target = var.cpu, label = null }
    memory   = { type = "ECSServiceAverageMemoryUtilization", target = var.memory, label = null }
    requests = { type = "ALBRequestCountPerTarget", target = var.requests_per_target, label = var.target_group_label }
  }

  policies = { for name, metric in local.metrics : name => metric if metric.target != null }
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

    predefined_metric_specification {
      predefined_metric_type = each.value.type
      resource_label         = each.value.label
    }
  }
}
