variable "name" {
  description = "Name of the service and its environment; the project, its role and its log group are called <name>-files."
  type        = string
  nullable    = false

  validation {
    condition     = length(var.name) <= 32 && can(regex("^[a-z][a-z0-9-]*$", var.name))
    error_message = "name is \"${var.name}\". Use at most 32 lower-case letters, digits and hyphens, beginning with a letter, for example \"web-stg\"."
  }
}

variable "artifact_bucket_arn" {
  description = "ARN of the bucket of the pipeline's artifacts: where imageDetail.json comes from and what the deployment needs goes to."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^arn:[^:*?]+:s3:::[^:*?/]+$", var.artifact_bucket_arn))
    error_message = "artifact_bucket_arn must be the ARN of one bucket, without a path, for example \"arn:aws:s3:::web-stg-artifacts-111111111111\"."
  }
}

variable "containers" {
  description = "Names of the containers that run the image, as the task definition calls them; needed without deployment_files."
  type        = list(string)
  default     = []
  nullable    = false

  validation {
    condition = (length(var.containers) > 0 || length(var.deployment_files) > 0) && alltrue([
      for name in var.containers : can(regex("^[A-Za-z0-9_-]{1,255}$", name))
    ])
    error_message = "containers must name at least one container of the task definition, or deployment_files at least one file; a container's name has letters, digits, hyphens and underscores only, for example [\"web\", \"sidekiq\"]."
  }

  validation {
    condition     = length(distinct(var.containers)) == length(var.containers)
    error_message = "containers names a container twice. Give each name once, for example [\"web\", \"sidekiq\"]."
  }
}

variable "deployment_files" {
  description = "Files for the deployment, from S3: file name to s3://bucket/key. With any, these are handed on instead of imagedefinitions.json."
  type        = map(string)
  default     = {}
  nullable    = false

  validation {
    condition = alltrue([
      for name in keys(var.deployment_files) : can(regex("^[A-Za-z0-9_][A-Za-z0-9._-]*$", name))
    ])
    error_message = "A name in deployment_files is one file without a folder: letters, digits, dots, hyphens and underscores, for example \"taskdef.json\"."
  }

  validation {
    condition = alltrue([
      for object in values(var.deployment_files) : can(regex("^s3://[a-z0-9][a-z0-9.-]+[a-z0-9]/[A-Za-z0-9_./-]+$", object))
    ])
    error_message = "Each value of deployment_files must be one object in S3, without spaces or \"*\", for example \"s3://web-stg-templates-111111111111/web-stg/taskdef.json\"."
  }
}

variable "log_retention_days" {
  description = "After how many days the logs of a build are deleted."
  type        = number
  default     = 30
  nullable    = false

  validation {
    condition = contains(
      [1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653],
      var.log_retention_days
    )
    error_message = "log_retention_days is ${var.log_retention_days}. CloudWatch only knows 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288 and 3653 days."
  }
}

variable "permissions_boundary" {
  description = "ARN of the permissions boundary of the project's role, where the account demands one."
  type        = string
  default     = null

  validation {
    condition     = var.permissions_boundary == null || can(regex("^arn:[^:]+:iam::([0-9]{12}|aws):policy/.+$", var.permissions_boundary))
    error_message = "permissions_boundary must be the ARN of an IAM policy, for example \"arn:aws:iam::111111111111:policy/developer-boundary\"; leave it out when the account has none."
  }
}

variable "kms_key_arn" {
  description = "ARN of the KMS key that encrypts the artifact bucket, if it has its own."
  type        = string
  default     = null

  validation {
    condition     = var.kms_key_arn == null || can(regex("^arn:[^:*?]+:kms:[^:*?]+:[0-9]{12}:key/[^:*?]+$", var.kms_key_arn))
    error_message = "kms_key_arn must be the ARN of one KMS key (a key, not an alias), for example \"arn:aws:kms:eu-west-1:111111111111:key/1234abcd-12ab-34cd-56ef-1234567890ab\"."
  }
}
