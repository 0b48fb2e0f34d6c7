output "project_name" {
  description = "Name of the CodeBuild project: ProjectName of the pipeline's build action."
  value       = aws_codebuild_project.this.name

  # Whoever uses the role finds its permissions in place: a new pipeline starts at once.
  depends_on = [aws_iam_role_policy.this]
}

output "project_arn" {
  description = "ARN of the CodeBuild project, for the pipeline's role."
  value       = aws_codebuild_project.this.arn

  # Whoever uses the role finds its permissions in place: a new pipeline starts at once.
  depends_on = [aws_iam_role_policy.this]
}

output "role_arn" {
  description = "ARN of the project's role."
  value       = aws_iam_role.this.arn
}
