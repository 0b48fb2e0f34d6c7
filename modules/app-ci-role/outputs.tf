output "role_arn" {
  description = "ARN of the role: what the CI assumes with its identity token."
  value       = aws_iam_role.this.arn

  # Whoever uses the role finds its permissions in place.
  depends_on = [aws_iam_role_policy.this]
}

output "role_name" {
  description = "Name of the role, to attach further policies to."
  value       = aws_iam_role.this.name

  # Whoever uses the role finds its permissions in place.
  depends_on = [aws_iam_role_policy.this]
}
