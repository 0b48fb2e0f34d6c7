output "alarm_arns" {
  description = "ARNs of the alarms, by what they watch, such as cpu-high."
  value       = { for name, alarm in aws_cloudwatch_metric_alarm.this : name => alarm.arn }
}

output "alarm_names" {
  description = "Names of the alarms, for a deployment that stops when one goes off."
  value       = [for alarm in values(aws_cloudwatch_metric_alarm.this) : alarm.alarm_name]
}

output "http_5xx_alarm_names" {
  description = "Names of the alarms on server errors: those that a deployment sets off, and should stop at."
  value       = [for name, alarm in aws_cloudwatch_metric_alarm.this : alarm.alarm_name if startswith(name, "http-5xx-")]
}
