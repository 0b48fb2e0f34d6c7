variable "name" {
  description = "Name of the service and its environment; the names of the alarms begin with it."
  type        = string
  nullable    = false

  validation {
    condition     = length(var.name) <= 32 && can(regex("^[a-z][a-z0-9-]*$", var.name))
    error_message = "name is \"${var.name}\". Use at most 32 lower-case letters, digits and hyphens, beginning with a letter, for example \"web-stg\"."
  }
}

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

variable "topic_arns" {
  description = "ARNs of the SNS topics that hear when an alarm goes off and when it is over; [] to tell nobody."
  type        = list(string)
  nullable    = false

  validation {
    condition = alltrue([
      for arn in var.topic_arns : can(regex("^arn:[^:*?]+:sns:[^:*?]+:[0-9]{12}:[^:*?]+$", arn))
    ])
    error_message = "Each of topic_arns must be the ARN of one SNS topic, for example \"arn:aws:sns:eu-west-1:111111111111:on-call\"."
  }
}

variable "cpu" {
  description = "Alarm at this average CPU use, in percent of what the service reserves; null for no such alarm."
  type        = number
  default     = null

  validation {
    condition     = var.cpu == null ? true : var.cpu > 0
    error_message = "cpu must be a percentage above 0, for example 85."
  }
}

variable "memory" {
  description = "Alarm at this average memory use, in percent of what the service reserves; null for no such alarm."
  type        = number
  default     = null

  validation {
    condition     = var.memory == null ? true : var.memory > 0
    error_message = "memory must be a percentage above 0, for example 90."
  }
}

variable "http_5xx" {
  description = "Alarm at this many responses of the application with a status of 500 or more, a minute and target group; null for no such alarm."
  type        = number
  default     = null

  validation {
    condition     = var.http_5xx == null ? true : var.http_5xx >= 1 && floor(var.http_5xx) == var.http_5xx
    error_message = "http_5xx must be a whole number of responses a minute from 1, for example 10."
  }

  validation {
    condition     = var.http_5xx == null || (var.load_balancer_suffix != null && length(var.target_group_suffixes) > 0)
    error_message = "http_5xx needs load_balancer_suffix and at least one of target_group_suffixes: whose responses count, for example load_balancer_suffix = \"app/stg/50dc6c495c0c9188\" and target_group_suffixes = { web = \"targetgroup/web-stg/943f017f100becff\" }."
  }
}

variable "load_balancer_suffix" {
  description = "arn_suffix of the application load balancer; needed by http_5xx."
  type        = string
  default     = null

  validation {
    condition     = var.load_balancer_suffix == null || can(regex("^app/[^/]+/[^/]+$", var.load_balancer_suffix))
    error_message = "load_balancer_suffix must be the arn_suffix of an application load balancer, not its ARN, for example \"app/stg/50dc6c495c0c9188\"."
  }
}

variable "target_group_suffixes" {
  description = "arn_suffix of each target group of the service, by a short name; needed by http_5xx."
  type        = map(string)
  default     = {}
  nullable    = false

  validation {
    condition = alltrue([
      for name, suffix in var.target_group_suffixes :
      can(regex("^[A-Za-z0-9_-]{1,64}$", name)) && can(regex("^targetgroup/[^/]+/[^/]+$", suffix))
    ])
    error_message = "target_group_suffixes maps a short name to the arn_suffix of a target group, not its ARN, for example { web = \"targetgroup/web-stg/943f017f100becff\" }."
  }
}

variable "running_tasks" {
  description = "Alarm when fewer tasks than this run; null for no such alarm."
  type        = number
  default     = null

  validation {
    condition     = var.running_tasks == null ? true : var.running_tasks >= 1 && floor(var.running_tasks) == var.running_tasks
    error_message = "running_tasks must be a whole number of tasks from 1, for example 2."
  }
}

variable "period_minutes" {
  description = "For how many minutes on end it must be so before an alarm goes off."
  type        = number
  default     = 5
  nullable    = false

  validation {
    condition     = var.period_minutes >= 1 && var.period_minutes <= 1440 && floor(var.period_minutes) == var.period_minutes
    error_message = "period_minutes is ${var.period_minutes}. Use whole minutes from 1 to 1440 (a day), for example 5."
  }
}
