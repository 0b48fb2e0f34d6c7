output "project_name" {
  description = "Name of the CodeBuild project: ProjectName of the pipeline's build action."
  value       = aws_codebuild_project.this.name
}

output "project_arn" {
  description = "ARN of the CodeBuild project, for the pipeline's role."
  value       = aws_codebuild_project.this.arn
}

output "role_arn" {
  description = "ARN of the build's role."
  value       = aws_iam_role.this.arn
}

output "buildspec" {
  description = "Text of buildspec.yml: what the project runs."
  value       = local.buildspec
}
