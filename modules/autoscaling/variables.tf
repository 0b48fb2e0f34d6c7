variable "cluster_name" {
  description = "Name of the ECS cluster that the service runs in."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[A-Za-z0-9_-]{1,255}$", var.cluster_name))
    error_message = "cluster_name is \"${var.cluster_name}\". Give the cluster's name, not its ARN, for example \"stg\"."
  }
}

variable "service_name" {
  description = "Name of the ECS service."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[A-Za-z0-9_-]{1,255}$", var.service_name))
    error_message = "service_name is \"${var.service_name}\". Give the service's name, not its ARN, for example \"web-stg\"."
  }
}

variable "min" {
  description = "Fewest tasks that run."
  type        = number
  nullable    = false

  validation {
    condition     = var.min >= 0 && floor(var.min) == var.min
    error_message = "min is ${var.min}. Use a whole number of tasks from 0, for example 2."
  }
}

variable "max" {
  description = "Most tasks that run."
  type        = number
  nullable    = false

  validation {
    condition     = var.max >= 1 && floor(var.max) == var.max
    error_message = "max is ${var.max}. Use a whole number of tasks from 1, for example 10."
  }

  validation {
    condition     = var.max >= var.min
    error_message = "max is ${var.max}, below min, which is ${var.min}. Use max = ${var.min} or more."
  }
}

variable "cpu" {
  description = "Average CPU use, in percent of what the service reserves, that scaling holds; null not to scale on it."
  type        = number
  default     = null

  validation {
    condition     = var.cpu == null ? true : var.cpu > 0 && var.cpu <= 100
    error_message = "cpu must be a percentage above 0 and up to 100, for example 60."
  }
}

variable "memory" {
  description = "Average memory use, in percent of what the service reserves, that scaling holds; null not to scale on it."
  type        = number
  default     = null

  validation {
    condition     = var.memory == null ? true : var.memory > 0 && var.memory <= 100
    error_message = "memory must be a percentage above 0 and up to 100, for example 75."
  }
}

variable "requests_per_target" {
  description = "Requests a minute that each task gets from the load balancer, that scaling holds; null not to scale on it."
  type        = number
  default     = null

  validation {
    condition     = var.requests_per_target == null ? true : var.requests_per_target > 0
    error_message = "requests_per_target must be above 0: requests a minute for one task, for example 500."
  }

  validation {
    condition     = var.requests_per_target == null || var.target_group_label != null
    error_message = "requests_per_target needs target_group_label: which target group's requests count, for example \"app/stg/50dc6c495c0c9188/targetgroup/web-stg/943f017f100becff\"."
  }
}

variable "target_group_label" {
  description = "Load balancer and target group whose requests count: the arn_suffix of both, joined by \"/\"."
  type        = string
  default     = null

  validation {
    condition     = var.target_group_label == null || can(regex("^app/[^/]+/[^/]+/targetgroup/[^/]+/[^/]+$", var.target_group_label))
    error_message = "target_group_label must be the arn_suffix of an application load balancer and of one of its target groups, joined by \"/\", for example \"app/stg/50dc6c495c0c9188/targetgroup/web-stg/943f017f100becff\"."
  }
}

variable "scale_in_cooldown" {
  description = "Seconds to wait after tasks were removed before more are removed."
  type        = number
  default     = 300
  nullable    = false

  validation {
    condition     = var.scale_in_cooldown >= 0 && floor(var.scale_in_cooldown) == var.scale_in_cooldown
    error_message = "scale_in_cooldown is ${var.scale_in_cooldown}. Use a whole number of seconds from 0, for example 300."
  }
}

variable "scale_out_cooldown" {
  description = "Seconds to wait after tasks were added before more are added."
  type        = number
  default     = 60
  nullable    = false

  validation {
    condition     = var.scale_out_cooldown >= 0 && floor(var.scale_out_cooldown) == var.scale_out_cooldown
    error_message = "scale_out_cooldown is ${var.scale_out_cooldown}. Use a whole number of seconds from 0, for example 60."
  }
}
