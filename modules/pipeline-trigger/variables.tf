variable "name" {
  description = "Name of the rule, which begins with that of the service and its environment; its role is called <name>-trigger."
  type        = string
  nullable    = false

  validation {
    condition     = length(var.name) <= 56 && can(regex("^[a-z][a-z0-9-]*$", var.name))
    error_message = "name is \"${var.name}\". Use at most 56 lower-case letters, digits and hyphens, beginning with a letter, for example \"web-stg-image\"."
  }
}

variable "pipeline_arn" {
  description = "ARN of the pipeline that is started."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^arn:[^:*?]+:codepipeline:[^:*?]+:[0-9]{12}:[^:*?]+$", var.pipeline_arn))
    error_message = "pipeline_arn must be the ARN of one pipeline, for example \"arn:aws:codepipeline:eu-west-1:111111111111:web-stg\"."
  }
}

variable "event_pattern" {
  description = "Which events start it, as JSON: a pattern of EventBridge with at least a source."
  type        = string
  nullable    = false

  validation {
    condition     = can(jsondecode(var.event_pattern).source)
    error_message = "event_pattern must be JSON with a source, for example jsonencode({ source = [\"aws.ecr\"], detail-type = [\"ECR Image Action\"] })."
  }
}

variable "enabled" {
  description = "Whether the events start the pipeline; false while nothing may be deployed."
  type        = bool
  default     = true
  nullable    = false
}

variable "permissions_boundary" {
  description = "ARN of the permissions boundary of the rule's role, where the account demands one."
  type        = string
  default     = null

  validation {
    condition     = var.permissions_boundary == null || can(regex("^arn:[^:]+:iam::([0-9]{12}|aws):policy/.+$", var.permissions_boundary))
    error_message = "permissions_boundary must be the ARN of an IAM policy, for example \"arn:aws:iam::111111111111:policy/developer-boundary\"; leave it out when the account has none."
  }
}
