output "task_role_arn" {
  description = "ARN of the task role: task_role_arn of the task definition."
  value       = aws_iam_role.task.arn
}

output "task_role_name" {
  description = "Name of the task role, to attach further policies to."
  value       = aws_iam_role.task.name
}

output "execution_role_arn" {
  description = "ARN of the execution role: execution_role_arn of the task definition."
  value       = aws_iam_role.execution.arn
}

output "execution_role_name" {
  description = "Name of the execution role."
  value       = aws_iam_role.execution.name
}
