variable "name" {
  description = "Name of the bucket; bucket names are unique in all of AWS, so put the account id into it."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$", var.name))
    error_message = "name is \"${var.name}\". A bucket name has 3 to 63 lower-case letters, digits and hyphens and begins and ends with a letter or digit, for example \"web-stg-artifacts-111111111111\"."
  }
}

variable "expiration_days" {
  description = "After how many days an artifact is deleted; null to keep objects, of which only old versions expire."
  type        = number
  default     = 90

  validation {
    condition     = var.expiration_days == null ? true : var.expiration_days >= 1 && floor(var.expiration_days) == var.expiration_days
    error_message = "expiration_days must be a whole number of days from 1, for example 30, or null to keep objects."
  }
}

variable "notify_eventbridge" {
  description = "Whether EventBridge hears of every change of an object, for a rule that starts a pipeline."
  type        = bool
  default     = false
  nullable    = false
}

variable "kms_key_arn" {
  description = "ARN of the KMS key that encrypts the artifacts; without it S3 encrypts them with its own keys (SSE-S3)."
  type        = string
  default     = null

  validation {
    condition     = var.kms_key_arn == null || can(regex("^arn:[^:*?]+:kms:[^:*?]+:[0-9]{12}:key/[^:*?]+$", var.kms_key_arn))
    error_message = "kms_key_arn must be the ARN of one KMS key (a key, not an alias), for example \"arn:aws:kms:eu-west-1:111111111111:key/1234abcd-12ab-34cd-56ef-1234567890ab\"."
  }
}

variable "force_destroy" {
  description = "Whether destroying the bucket also deletes the artifacts in it; they can all be built again."
  type        = bool
  default     = true
  nullable    = false
}
