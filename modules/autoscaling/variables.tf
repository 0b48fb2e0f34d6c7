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
    condition     = var.requests_per_target == null || length(var.target_group_labels) > 0
    error_message = "requests_per_target needs target_group_labels: which target group's requests count, for example [\"app/stg/50dc6c495c0c9188/targetgroup/web-stg/943f017f100becff\"]."
  }
}

variable "target_group_labels" {
  description = "Load balancer and target group whose requests count: the arn_suffix of both, joined by \"/\". Two for blue/green, whose requests are added up."
  type        = list(string)
  default     = []
  nullable    = false

  validation {
    condition = alltrue([
      for label in var.target_group_labels : can(regex("^app/[^/]+/[^/]+/targetgroup/[^/]+/[^/]+$", label))
    ])
    error_message = "Each of target_group_labels must be the arn_suffix of an application load balancer and of one of its target groups, joined by \"/\", for example \"app/stg/50dc6c495c0c9188/targetgroup/web-stg/943f017f100becff\"."
  }

  validation {
    condition     = length(var.target_group_labels) <= 2 && length(distinct(var.target_group_labels)) == length(var.target_group_labels)
    error_message = "target_group_labels takes one target group, or the two of a blue/green service. For a service behind several target groups, name the one that gets the most requests."
  }
}

variable "queue_name" {
  description = "Name of the SQS queue that the tasks work on; needed by messages_per_task."
  type        = string
  default     = null

  validation {
    condition     = var.queue_name == null || can(regex("^([A-Za-z0-9_-]{1,80}|[A-Za-z0-9_-]{1,75}[.]fifo)$", var.queue_name))
    error_message = "queue_name must be the name of one queue, not its URL or ARN, for example \"web-stg-jobs\" or \"web-stg-jobs.fifo\"."
  }
}

variable "messages_per_task" {
  description = "Waiting messages for each running task, that scaling holds; null not to scale on it."
  type        = number
  default     = null

  validation {
    condition     = var.messages_per_task == null ? true : var.messages_per_task > 0
    error_message = "messages_per_task must be above 0: waiting messages for one task, for example 100."
  }

  validation {
    condition     = var.messages_per_task == null || var.queue_name != null
    error_message = "messages_per_task needs queue_name: which queue's messages count, for example \"web-stg-jobs\"."
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
