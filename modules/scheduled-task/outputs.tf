output "schedule_name" {
  description = "Name of the schedule, and of the group that it stands in."
  value       = aws_scheduler_schedule.this.name
}

output "schedule_arn" {
  description = "ARN of the schedule."
  value       = aws_scheduler_schedule.this.arn
}

output "role_arn" {
  description = "ARN of the role that the scheduler runs the task with."
  value       = aws_iam_role.this.arn
}
