output "name" {
  description = "Name of the repository."
  value       = aws_ecr_repository.this.name
}

output "arn" {
  description = "ARN of the repository, for policies."
  value       = aws_ecr_repository.this.arn
}

output "url" {
  description = "URL of the repository, without a tag: what images are pushed to and pulled from."
  value       = aws_ecr_repository.this.repository_url
}
