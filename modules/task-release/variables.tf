variable "name" {
  description = "Name of the job and its environment; the project, its role and its log group are called <name>-release."
  type        = string
  nullable    = false

  validation {
    condition     = length(var.name) <= 32 && can(regex("^[a-z][a-z0-9-]*$", var.name))
    error_message = "name is \"${var.name}\". Use at most 32 lower-case letters, digits and hyphens, beginning with a letter, for example \"report-stg\"."
  }
}

variable "task_family" {
  description = "Family of the task definitions that are registered."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[A-Za-z0-9_-]{1,255}$", var.task_family))
    error_message = "task_family is \"${var.task_family}\". Give a family without its revision: letters, digits, hyphens and underscores, for example \"report-stg\"."
  }
}

variable "pass_role_arns" {
  description = "ARNs of the task and execution roles that the task definitions name."
  type        = list(string)
  nullable    = false

  validation {
    condition = length(var.pass_role_arns) > 0 && alltrue([
      for arn in var.pass_role_arns : can(regex("^arn:[^:*?]+:iam::[0-9]{12}:role/[^:*?]+$", arn))
    ])
    error_message = "pass_role_arns must hold the ARN of each role in the task definition, without \"*\", for example [\"arn:aws:iam::111111111111:role/report-stg-task\", \"arn:aws:iam::111111111111:role/report-stg-execution\"]."
  }
}

variable "image_parameter_name" {
  description = "Name of the SSM parameter that the released image is written to."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^/?[A-Za-z0-9._-]+(/[A-Za-z0-9._-]+)*$", var.image_parameter_name))
    error_message = "image_parameter_name is \"${var.image_parameter_name}\". Give the name of one SSM parameter, for example \"/report-stg/image\"."
  }
}

variable "image_parameter_arn" {
  description = "ARN of the same parameter."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^arn:[^:*?]+:ssm:[^:*?]+:[0-9]{12}:parameter/[^:*?]+$", var.image_parameter_arn))
    error_message = "image_parameter_arn must be the ARN of one SSM parameter, for example \"arn:aws:ssm:eu-west-1:111111111111:parameter/report-stg/image\"."
  }
}

variable "artifact_bucket_arn" {
  description = "ARN of the bucket of the pipeline's artifacts, where imagedefinitions.json comes from."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^arn:[^:*?]+:s3:::[^:*?/]+$", var.artifact_bucket_arn))
    error_message = "artifact_bucket_arn must be the ARN of one bucket, without a path, for example \"arn:aws:s3:::report-stg-artifacts-111111111111\"."
  }
}

variable "log_retention_days" {
  description = "After how many days the logs of a release are deleted."
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
  description = "ARN of the permissions boundary of the role, where the account demands one."
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
