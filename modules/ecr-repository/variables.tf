variable "name" {
  description = "Name of the repository."
  type        = string
  nullable    = false

  validation {
    condition     = length(var.name) <= 32 && can(regex("^[a-z][a-z0-9-]*$", var.name))
    error_message = "name is \"${var.name}\". Use at most 32 lower-case letters, digits and hyphens, beginning with a letter, for example \"web-stg\"."
  }
}

variable "movable_tags" {
  description = "Whether a tag may move from one image to another: for a tag such as \"release\", whose push starts the deployment."
  type        = bool
  default     = false
  nullable    = false
}

variable "max_images" {
  description = "How many images are kept; older ones are deleted, and nothing can be rolled back to them."
  type        = number
  default     = 50
  nullable    = false

  validation {
    condition     = var.max_images >= 2 && var.max_images <= 10000 && floor(var.max_images) == var.max_images
    error_message = "max_images is ${var.max_images}. Use a whole number from 2 (the running image and the one before it) to 10000, for example 50."
  }
}

variable "untagged_days" {
  description = "After how many days an image without a tag is deleted."
  type        = number
  default     = 7
  nullable    = false

  validation {
    condition     = var.untagged_days >= 1 && floor(var.untagged_days) == var.untagged_days
    error_message = "untagged_days is ${var.untagged_days}. Use a whole number of days from 1, for example 7."
  }
}

variable "force_delete" {
  description = "Whether destroying the repository also deletes the images in it."
  type        = bool
  default     = false
  nullable    = false
}

variable "kms_key_arn" {
  description = "ARN of the KMS key that encrypts the images; without it ECR uses its own. A change replaces the repository."
  type        = string
  default     = null

  validation {
    condition     = var.kms_key_arn == null || can(regex("^arn:[^:*?]+:kms:[^:*?]+:[0-9]{12}:key/[^:*?]+$", var.kms_key_arn))
    error_message = "kms_key_arn must be the ARN of one KMS key (a key, not an alias), for example \"arn:aws:kms:eu-west-1:111111111111:key/1234abcd-12ab-34cd-56ef-1234567890ab\"."
  }
}
