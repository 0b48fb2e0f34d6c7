resource "aws_s3_bucket" "this" {
  #checkov:skip=CKV_AWS_18:Access logs need a second bucket and its keeping; CloudTrail data events show who reached an object.
  #checkov:skip=CKV2_AWS_62:Events are sent where notify_eventbridge asks for them; nothing listens to the artifacts of a pipeline.
  #checkov:skip=CKV_AWS_144:Everything in the bucket can be built or rendered again, so no copy in another region is kept.
  #checkov:skip=CKV_AWS_145:S3 encrypts every object with its own keys; kms_key_arn is for those who want a key of their own.
  bucket        = var.name
  force_destroy = var.force_destroy
}

resource "aws_s3_bucket_public_access_block" "this" {
  bucket = aws_s3_bucket.this.id

  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_s3_bucket_ownership_controls" "this" {
  bucket = aws_s3_bucket.this.id

  rule {
    object_ownership = "BucketOwnerEnforced"
  }
}

# An S3 source of CodePipeline only works on a versioned bucket:
# https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-S3.html
resource "aws_s3_bucket_versioning" "this" {
  bucket = aws_s3_bucket.this.id

  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_s3_bucket_server_side_encryption_configuration" "this" {
  bucket = aws_s3_bucket.this.id

  rule {
    # One call to KMS a bucket instead of one an object:
    # https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-key.html
    bucket_key_enabled = var.kms_key_arn != null

    apply_server_side_encryption_by_default {
      sse_algorithm     = var.kms_key_arn == null ? "AES256" : "aws:kms"
      kms_master_key_id = var.kms_key_arn
    }
  }
}

# Without a rule of its own that picks events: those are chosen by the EventBridge rule that listens.
# https://docs.aws.amazon.com/AmazonS3/latest/userguide/EventBridge.html
resource "aws_s3_bucket_notification" "this" {
  count = var.notify_eventbridge ? 1 : 0

  bucket      = aws_s3_bucket.this.id
  eventbridge = true
}

resource "aws_s3_bucket_lifecycle_configuration" "this" {
  bucket = aws_s3_bucket.this.id

  rule {
    id     = "expire-artifacts"
    status = "Enabled"

    filter {}

    dynamic "expiration" {
      for_each = var.expiration_days == null ? [] : [var.expiration_days]

      content {
        days = expiration.value
      }
    }

    # In a versioned bucket an expired or overwritten object only becomes noncurrent; this deletes it:
    # https://docs.aws.amazon.com/AmazonS3/latest/userguide/lifecycle-expire-general-considerations.html
    noncurrent_version_expiration {
      noncurrent_days = 7
    }

    abort_incomplete_multipart_upload {
      days_after_initiation = 1
    }
  }

  # The provider asks for this order where rules are about noncurrent versions:
  # https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/s3_bucket_lifecycle_configuration
  depends_on = [aws_s3_bucket_versioning.this]
}

data "aws_iam_policy_document" "tls_only" {
  # https://docs.aws.amazon.com/AmazonS3/latest/userguide/security-best-practices.html#transit
  statement {
    sid       = "DenyPlainHttp"
    effect    = "Deny"
    actions   = ["s3:*"]
    resources = [aws_s3_bucket.this.arn, "${aws_s3_bucket.this.arn}/*"]

    principals {
      type        = "*"
      identifiers = ["*"]
    }

    condition {
      test     = "Bool"
      variable = "aws:SecureTransport"
      values   = ["false"]
    }
  }
}

resource "aws_s3_bucket_policy" "this" {
  bucket = aws_s3_bucket.this.id
  policy = data.aws_iam_policy_document.tls_only.json

  # Both change who may reach the bucket; S3 answers 409 when they are set at one time.
  depends_on = [aws_s3_bucket_public_access_block.this]
}
