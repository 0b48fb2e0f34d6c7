output "plan_role_arn" {
  description = "ARN of the role that plans: it reads, and writes nothing but the lock of a state."
  value       = aws_iam_role.plan.arn

  # Whoever uses the role finds its permissions in place.
  depends_on = [aws_iam_role_policy.plan]
}

output "apply_role_arn" {
  description = "ARN of the role that applies."
  value       = aws_iam_role.apply.arn

  # Whoever uses the role finds its permissions in place.
  depends_on = [aws_iam_role_policy.apply, aws_iam_role_policy.apply_iam]
}
