output "role_arn" {
  description = "ARN of the role: role_arn of the pipeline."
  value       = aws_iam_role.this.arn
}

output "role_name" {
  description = "Name of the role, to attach further policies to."
  value       = aws_iam_role.this.name
}
