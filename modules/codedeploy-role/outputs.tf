output "role_arn" {
  description = "ARN of the role: service_role_arn of the deployment group."
  value       = aws_iam_role.this.arn

  # Whoever uses the role finds its permissions in place, and they go after whatever uses them.
  depends_on = [aws_iam_role_policy.this]
}
