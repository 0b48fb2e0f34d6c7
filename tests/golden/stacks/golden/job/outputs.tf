# What a release changes (the image, the revision) is no output: each release would leave a change
# of outputs in the next plan.

output "cluster_name" {
  description = "The ECS cluster."
  value       = local.cluster_name
}

output "task_family" {
  description = "The family of task definitions whose newest ACTIVE revision the schedule runs."
  value       = aws_ecs_task_definition.this.family
}

output "schedule_name" {
  description = "The schedule, and the group of schedules that it stands in."
  value       = module.schedule.schedule_name
}

output "image_parameter" {
  description = "The SSM parameter that holds the image which the pipeline released last."
  value       = aws_ssm_parameter.image.name
}

output "repository_url" {
  description = "The ECR repository of the application's image."
  value       = module.ecr_repository.url
}

output "pipeline_name" {
  description = "The CodePipeline that releases the job."
  value       = aws_codepipeline.this.name
}
