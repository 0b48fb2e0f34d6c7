# What a deployment changes (the image, the revision) is no output: each deployment would leave a
# change of outputs in the next plan.

output "cluster_name" {
  description = "The ECS cluster."
  value       = local.cluster_name
}

output "service_name" {
  description = "The ECS service."
  value       = aws_ecs_service.this_b.name
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

output "template_bucket" {
  description = "The bucket that holds the templates of deployments."
  value       = aws_s3_object.task_definition.bucket
}
