output "bucket" {
  description = "Name of the bucket: the location of a pipeline's artifact store."
  value       = aws_s3_bucket.this.bucket

  # An object that is put before versions are kept has version "null".
  depends_on = [aws_s3_bucket_versioning.this]
}

output "arn" {
  description = "ARN of the bucket, for policies."
  value       = aws_s3_bucket.this.arn
}
