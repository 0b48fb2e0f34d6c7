mock_provider "aws" {}

variables {
  name = "web-stg"
}

run "safe_by_default" {
  command = plan

  assert {
    condition     = aws_ecr_repository.this.image_tag_mutability == "IMMUTABLE"
    error_message = "A tag can be moved to another image."
  }

  assert {
    condition     = aws_ecr_repository.this.image_scanning_configuration[0].scan_on_push
    error_message = "Images are not scanned when they are pushed."
  }

  assert {
    condition     = aws_ecr_repository.this.force_delete == false
    error_message = "Destroying the stack deletes images that nobody said may go."
  }

  assert {
    condition     = aws_ecr_repository.this.encryption_configuration[0].encryption_type == "AES256"
    error_message = "Without a key of its own the repository must use ECR's."
  }

  assert {
    condition = [for rule in jsondecode(aws_ecr_lifecycle_policy.this.policy).rules : [
      rule.rulePriority, rule.selection.tagStatus, rule.selection.countType, rule.selection.countNumber
      ]] == [
      [1, "untagged", "sinceImagePushed", 7],
      [2, "any", "imageCountMoreThan", 50],
    ]
    error_message = "The lifecycle policy deletes other images than the untagged after 7 days and those beyond the newest 50."
  }
}

run "as_asked" {
  command = apply

  variables {
    max_images    = 20
    untagged_days = 1
    force_delete  = true
    movable_tags  = true
    kms_key_arn   = "arn:aws:kms:eu-west-1:111111111111:key/1234abcd"
  }

  assert {
    condition     = [for rule in jsondecode(aws_ecr_lifecycle_policy.this.policy).rules : rule.selection.countNumber] == [1, 20]
    error_message = "untagged_days or max_images does not reach the lifecycle policy."
  }

  assert {
    condition = aws_ecr_repository.this.force_delete && aws_ecr_repository.this.encryption_configuration[0] == {
      encryption_type = "KMS"
      kms_key         = "arn:aws:kms:eu-west-1:111111111111:key/1234abcd"
    }
    error_message = "force_delete or kms_key_arn does not reach the repository."
  }

  assert {
    condition     = aws_ecr_repository.this.image_tag_mutability == "MUTABLE"
    error_message = "movable_tags does not let a tag be pushed again."
  }

  assert {
    condition = (
      output.name == "web-stg" && output.arn == aws_ecr_repository.this.arn && output.url == aws_ecr_repository.this.repository_url
    )
    error_message = "An output does not describe the repository."
  }
}

run "refuses_wrong_values" {
  command = plan

  variables {
    name          = "Web"
    max_images    = 1
    untagged_days = 0
    kms_key_arn   = "alias/web"
  }

  expect_failures = [var.name, var.max_images, var.untagged_days, var.kms_key_arn]
}
