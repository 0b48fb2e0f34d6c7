variable "name" {
  description = "Name of the service and its environment, and of its CodeDeploy application; the role is called <name>-codedeploy."
  type        = string
  nullable    = false

  validation {
    condition     = length(var.name) <= 32 && can(regex("^[a-z][a-z0-9-]*$", var.name))
    error_message = "name is \"${var.name}\". Use at most 32 lower-case letters, digits and hyphens, beginning with a letter, for example \"web-stg\"."
  }
}

variable "cluster_arn" {
  description = "ARN of the ECS cluster that the service runs in."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^arn:[^:*?]+:ecs:[^:*?]+:[0-9]{12}:cluster/[^:*?/]+$", var.cluster_arn))
    error_message = "cluster_arn must be the ARN of one ECS cluster, for example \"arn:aws:ecs:eu-west-1:111111111111:cluster/stg\"."
  }
}

variable "service_arn" {
  description = "ARN of the ECS service that is deployed, in the form that has the cluster's name in it."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^arn:[^:*?]+:ecs:[^:*?]+:[0-9]{12}:service/[^:*?/]+/[^:*?/]+$", var.service_arn))
    error_message = "service_arn must be the ARN of one ECS service with its cluster, for example \"arn:aws:ecs:eu-west-1:111111111111:service/stg/web\"."
  }
}

variable "listener_arns" {
  description = "ARNs of the listeners whose traffic moves: the production listener and, where there is one, the test listener."
  type        = list(string)
  nullable    = false

  validation {
    condition = length(var.listener_arns) > 0 && alltrue([
      for arn in var.listener_arns :
      can(regex("^arn:[^:*?]+:elasticloadbalancing:[^:*?]+:[0-9]{12}:listener/(app|net)/[^:*?/]+/[^:*?/]+/[^:*?/]+$", arn))
    ])
    error_message = "listener_arns must hold the ARN of at least one listener, and no rule or load balancer, for example [\"arn:aws:elasticloadbalancing:eu-west-1:111111111111:listener/app/stg/50dc6c495c0c9188/f2f7dc8efc522ab2\"]."
  }
}

variable "hook_arns" {
  description = "ARNs of the Lambda functions that the appspec calls between the steps of a deployment; [] for none."
  type        = list(string)
  default     = []
  nullable    = false

  validation {
    condition = alltrue([
      for arn in var.hook_arns : can(regex("^arn:[^:*?]+:lambda:[^:*?]+:[0-9]{12}:function:[^:*?]+(:[^:*?]+)?$", arn))
    ])
    error_message = "Each of hook_arns must be the ARN of one Lambda function, for example \"arn:aws:lambda:eu-west-1:111111111111:function:web-stg-smoke-test\"."
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
    error_message = "pass_role_arns must hold the ARN of each role in the task definition, without \"*\", for example [\"arn:aws:iam::111111111111:role/web-stg-task\", \"arn:aws:iam::111111111111:role/web-stg-execution\"]."
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
