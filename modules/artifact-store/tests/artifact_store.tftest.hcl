mock_provider "aws" {
  # The provider checks JSON and ARNs even of mocked values, so they must be real in form.
  mock_data "aws_iam_policy_document" {
    defaults = { json = "{\"Version\":\"2012-10-17\",\"Statement\":[]}" }
  }

  mock_resource "aws_s3_bucket" {
    defaults = { arn = "arn:aws:s3:::web-stg-artifacts-111111111111" }
  }
}

variables {
  name = "web-stg-artifacts-111111111111"
}

run "private_versioned_encrypted_expiring_tls_only" {
  command = apply

  assert {
    condition = (
      aws_s3_bucket_public_access_block.this.block_public_acls && aws_s3_bucket_public_access_block.this.block_public_policy &&
      aws_s3_bucket_public_access_block.this.ignore_public_acls && aws_s3_bucket_public_access_block.this.restrict_public_buckets
    )
    error_message = "The bucket can be made public."
  }

  assert {
    condition     = aws_s3_bucket_ownership_controls.this.rule[0].object_ownership == "BucketOwnerEnforced"
    error_message = "ACLs can give objects of the bucket to other accounts."
  }

  assert {
    condition     = aws_s3_bucket_versioning.this.versioning_configuration[0].status == "Enabled"
    error_message = "The bucket is not versioned."
  }

  assert {
    condition = [for rule in aws_s3_bucket_server_side_encryption_configuration.this.rule :
      one(rule.apply_server_side_encryption_by_default[*].sse_algorithm)
    ] == ["AES256"]
    error_message = "Without a key of its own the bucket must use SSE-S3."
  }

  assert {
    condition = (
      aws_s3_bucket_lifecycle_configuration.this.rule[0].expiration[0].days == 90 &&
      aws_s3_bucket_lifecycle_configuration.this.rule[0].noncurrent_version_expiration[0].noncurrent_days == 7 &&
      aws_s3_bucket_lifecycle_configuration.this.rule[0].abort_incomplete_multipart_upload[0].days_after_initiation == 1
    )
    error_message = "Artifacts, their old versions or broken uploads stay for ever."
  }

  assert {
    condition     = aws_s3_bucket.this.force_destroy
    error_message = "A stack with artifacts cannot be destroyed."
  }

  assert {
    condition     = output.bucket == "web-stg-artifacts-111111111111" && output.arn == aws_s3_bucket.this.arn
    error_message = "An output does not describe the bucket."
  }

  assert {
    condition = [for s in data.aws_iam_policy_document.tls_only.statement : [s.effect, one(s.actions), s.resources]] == [
      ["Deny", "s3:*", toset(["arn:aws:s3:::web-stg-artifacts-111111111111", "arn:aws:s3:::web-stg-artifacts-111111111111/*"])]
    ]
    error_message = "The policy does not deny everything on the bucket and its objects."
  }

  assert {
    condition = {
      for c in data.aws_iam_policy_document.tls_only.statement[0].condition : "${c.test} ${c.variable}" => one(c.values)
    } == { "Bool aws:SecureTransport" = "false" }
    error_message = "The denial is not for requests without TLS."
  }

  assert {
    condition     = one(data.aws_iam_policy_document.tls_only.statement[0].principals).identifiers == toset(["*"])
    error_message = "The denial does not hold for everybody."
  }
}

run "silent_by_default" {
  command = plan

  assert {
    condition     = length(aws_s3_bucket_notification.this) == 0
    error_message = "There is a notification that nobody asked for."
  }
}

run "templates_stay_and_are_heard_of" {
  command = apply

  variables {
    expiration_days    = null
    notify_eventbridge = true
  }

  assert {
    condition = (
      length(aws_s3_bucket_lifecycle_configuration.this.rule[0].expiration) == 0 &&
      aws_s3_bucket_lifecycle_configuration.this.rule[0].noncurrent_version_expiration[0].noncurrent_days == 7
    )
    error_message = "An object that is meant to stay expires, or its old versions do not."
  }

  assert {
    condition     = one(aws_s3_bucket_notification.this[*].eventbridge) == true
    error_message = "EventBridge does not hear of a new object."
  }
}

run "as_asked" {
  command = apply

  variables {
    expiration_days = 90
    kms_key_arn     = "arn:aws:kms:eu-west-1:111111111111:key/1234abcd"
    force_destroy   = false
  }

  assert {
    condition     = aws_s3_bucket_lifecycle_configuration.this.rule[0].expiration[0].days == 90 && !aws_s3_bucket.this.force_destroy
    error_message = "expiration_days or force_destroy does not reach the bucket."
  }

  assert {
    condition = [for rule in aws_s3_bucket_server_side_encryption_configuration.this.rule : [
      one(rule.apply_server_side_encryption_by_default[*].sse_algorithm),
      one(rule.apply_server_side_encryption_by_default[*].kms_master_key_id),
      rule.bucket_key_enabled,
    ]] == [["aws:kms", "arn:aws:kms:eu-west-1:111111111111:key/1234abcd", true]]
    error_message = "kms_key_arn does not encrypt the bucket."
  }
}

run "refuses_wrong_values" {
  command = plan

  variables {
    name            = "Web.Artifacts"
    expiration_days = 0.5
    kms_key_arn     = "alias/web"
  }

  expect_failures = [var.name, var.expiration_days, var.kms_key_arn]
}
