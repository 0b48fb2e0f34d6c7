variable "name" {
  description = "Name of the job and its environment; the schedule and its group are called <name>, the role <name>-schedule."
  type        = string
  nullable    = false

  validation {
    condition     = length(var.name) <= 32 && can(regex("^[a-z][a-z0-9-]*$", var.name))
    error_message = "name is \"${var.name}\". Use at most 32 lower-case letters, digits and hyphens, beginning with a letter, for example \"report-stg\"."
  }
}

variable "cluster_arn" {
  description = "ARN of the ECS cluster that the tasks run in."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^arn:[^:*?]+:ecs:[^:*?]+:[0-9]{12}:cluster/[^:*?/]+$", var.cluster_arn))
    error_message = "cluster_arn must be the ARN of one ECS cluster, for example \"arn:aws:ecs:eu-west-1:111111111111:cluster/stg\"."
  }
}

variable "task_definition_arn" {
  description = "ARN of the task definition's family, without a revision: the newest ACTIVE revision runs."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^arn:[^:*?]+:ecs:[^:*?]+:[0-9]{12}:task-definition/[A-Za-z0-9_-]{1,255}$", var.task_definition_arn))
    error_message = "task_definition_arn is \"${var.task_definition_arn}\". Give the ARN of a family without its revision, for example \"arn:aws:ecs:eu-west-1:111111111111:task-definition/report-stg\": with a revision the schedule would never run what is released later."
  }
}

variable "subnet_ids" {
  description = "Subnets that the tasks start in."
  type        = list(string)
  nullable    = false

  validation {
    condition = length(var.subnet_ids) > 0 && length(var.subnet_ids) <= 16 && alltrue([
      for id in var.subnet_ids : can(regex("^subnet-[0-9a-z]+$", id))
    ])
    error_message = "subnet_ids must hold the ids of 1 to 16 subnets, for example [\"subnet-0a1b2c3d4e5f60718\"]."
  }
}

variable "security_group_ids" {
  description = "Security groups of the tasks."
  type        = list(string)
  nullable    = false

  validation {
    condition = length(var.security_group_ids) > 0 && length(var.security_group_ids) <= 5 && alltrue([
      for id in var.security_group_ids : can(regex("^sg-[0-9a-z]+$", id))
    ])
    error_message = "security_group_ids must hold the ids of 1 to 5 security groups, for example [\"sg-0a1b2c3d4e5f60718\"]."
  }
}

variable "assign_public_ip" {
  description = "Whether the tasks get a public address, as they need in a subnet without a NAT gateway."
  type        = bool
  default     = false
  nullable    = false
}

variable "expression" {
  description = "When the task runs: cron(…) with six fields, rate(…), or at(…) for once."
  type        = string
  nullable    = false

  # https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html
  validation {
    condition = can(regex(
      "^(cron\\([^ ()]+( [^ ()]+){5}\\)|rate\\([1-9][0-9]* (minute|hour|day)s?\\)|at\\([0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\\))$",
      var.expression
    ))
    error_message = "expression is \"${var.expression}\". Write cron(minutes hours day-of-month month day-of-week year), rate(value unit) or at(yyyy-mm-ddThh:mm:ss), for example \"cron(0 3 * * ? *)\" or \"rate(1 hour)\"."
  }

  validation {
    condition     = !startswith(var.expression, "cron(") || can(regex("^cron\\([^ ]+ [^ ]+ (\\? [^ ]+ [^ ?]+|[^ ?]+ [^ ]+ \\?) ", var.expression))
    error_message = "expression is \"${var.expression}\". Of day-of-month and day-of-week exactly one must be \"?\", for example \"cron(0 3 * * ? *)\" for every day or \"cron(0 3 ? * MON-FRI *)\" for working days."
  }
}

variable "timezone" {
  description = "Time zone of the expression, by its name in the IANA database; summer time is followed."
  type        = string
  default     = "UTC"
  nullable    = false

  validation {
    condition     = length(var.timezone) <= 50 && can(regex("^[A-Za-z][A-Za-z0-9_+-]*(/[A-Za-z0-9_+-]+)*$", var.timezone))
    error_message = "timezone is \"${var.timezone}\". Use a name of the IANA database, for example \"Asia/Tokyo\" or \"UTC\"."
  }
}

variable "enabled" {
  description = "Whether the schedule runs anything; false keeps it and lets it rest."
  type        = bool
  default     = true
  nullable    = false
}

variable "retries" {
  description = "How often a start that ECS refused is tried again, within an hour. A task that has started and fails is not run again."
  type        = number
  default     = 2
  nullable    = false

  validation {
    condition     = var.retries >= 0 && var.retries <= 185 && floor(var.retries) == var.retries
    error_message = "retries is ${var.retries}. EventBridge Scheduler takes whole numbers from 0 to 185, for example 2."
  }
}

variable "execute_command" {
  description = "Whether `aws ecs execute-command` opens a shell in a task that runs; the task role must allow it."
  type        = bool
  default     = false
  nullable    = false
}

variable "pass_role_arns" {
  description = "ARNs of the task and execution roles that the task definition names."
  type        = list(string)
  nullable    = false

  validation {
    condition = length(var.pass_role_arns) > 0 && alltrue([
      for arn in var.pass_role_arns : can(regex("^arn:[^:*?]+:iam::[0-9]{12}:role/[^:*?]+$", arn))
    ])
    error_message = "pass_role_arns must hold the ARN of each role in the task definition, without \"*\", for example [\"arn:aws:iam::111111111111:role/report-stg-task\", \"arn:aws:iam::111111111111:role/report-stg-execution\"]."
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
