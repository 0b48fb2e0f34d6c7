output "bucket" {
  description = "Name of the bucket: the location of a pipeline's artifact store."
  value       = aws_s3_bucket.this.bucket
}

output "arn" {
  description = "ARN of the bucket, for policies."
  value       = aws_s3_bucket.this.arn
}
