output "cluster_name" {
  description = "The ECS cluster."
  value       = local.cluster_name
}

output "service_name" {
  description = "The ECS service that ecs-cli makes."
  value       = local.name
}

output "image_parameter" {
  description = "The SSM parameter that holds the image which the pipeline deployed last."
  value       = aws_ssm_parameter.image.name
}

output "repository_url" {
  description = "The ECR repository of the application's image."
  value       = module.ecr_repository.url
}

output "pipeline_name" {
  description = "The CodePipeline that deploys the service."
  value       = aws_codepipeline.this.name
}

output "app_ci_role_arn" {
  description = "The role that CircleCI assumes to start the pipeline: AWS_ROLE_ARN of its context."
  value       = module.app_ci_role.role_arn
}
