output "target_id" {
  description = "Id of the scaling target, service/<cluster>/<service>: for scheduled actions."
  value       = aws_appautoscaling_target.this.resource_id
}

output "policy_arns" {
  description = "ARNs of the scaling policies, by what they hold: cpu, memory, requests, messages."
  value       = { for name, policy in aws_appautoscaling_policy.this : name => policy.arn }
}
