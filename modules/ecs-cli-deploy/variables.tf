variable "name" {
  description = "Name of the service and its environment; the ECS service and the task family have this name, the project, its role and its log group <name>-deploy."
  type        = string
  nullable    = false

  validation {
    condition     = length(var.name) <= 32 && can(regex("^[a-z][a-z0-9-]*$", var.name))
    error_message = "name is \"${var.name}\". Use at most 32 lower-case letters, digits and hyphens, beginning with a letter, for example \"web-stg\"."
  }
}

variable "cluster_arn" {
  description = "ARN of the ECS cluster that the service runs in; its region and account are those of the deployment."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^arn:[^:*?]+:ecs:[^:*?]+:[0-9]{12}:cluster/[^:*?/]+$", var.cluster_arn))
    error_message = "cluster_arn must be the ARN of one ECS cluster, for example \"arn:aws:ecs:eu-west-1:111111111111:cluster/stg\"."
  }
}

variable "environment" {
  description = "What docker-compose.yml and ecs-params.yml interpolate, by name. It is readable in the console: the ARNs of secrets, never their values."
  type        = map(string)
  nullable    = false

  validation {
    condition = alltrue([
      for name in keys(var.environment) : can(regex("^[A-Za-z_][A-Za-z0-9_]*$", name)) && !can(regex(local.taken_names, name))
    ])
    error_message = "A name in environment must be letters, digits and underscores, for example WEB__RAILS_ENV, and none of those that the deployment uses itself: PATH, HOME, IMAGE, or one that begins with AWS_, BASH_, CODEBUILD_, DEPLOY_ or LD_."
  }
}

variable "target_groups" {
  description = "The target groups that the service stands behind, and the container and port that each leads to; [] for none."
  type        = list(object({ arn = string, container_name = string, container_port = number }))
  nullable    = false

  validation {
    condition = alltrue([
      for one in var.target_groups :
      can(regex("^arn:[^:*?,= ]+:elasticloadbalancing:[^:*?,= ]+:[0-9]{12}:targetgroup/[^:*?,= ]+$", one.arn)) &&
      can(regex("^[A-Za-z0-9_-]{1,255}$", one.container_name)) &&
      one.container_port >= 1 && one.container_port <= 65535 && floor(one.container_port) == one.container_port
    ])
    error_message = "Each of target_groups needs the ARN of one target group, the name of a container and one of its ports, for example { arn = \"arn:aws:elasticloadbalancing:eu-west-1:111111111111:targetgroup/web-stg-80/0123456789abcdef\", container_name = \"nginx\", container_port = 80 }."
  }

  # https://docs.aws.amazon.com/AmazonECS/latest/developerguide/register-multiple-targetgroups.html
  validation {
    condition     = length(var.target_groups) <= 5
    error_message = "A service stands behind at most 5 target groups; there are ${length(var.target_groups)}."
  }
}

variable "desired_count" {
  description = "How many tasks run."
  type        = number
  nullable    = false

  validation {
    condition     = var.desired_count >= 0 && floor(var.desired_count) == var.desired_count
    error_message = "desired_count is ${var.desired_count}. Use a whole number from 0 on, for example 2."
  }
}

variable "rollout" {
  description = "How new tasks replace old ones: percents of the desired tasks, the grace period in seconds before the load balancer's health checks count, and the minutes without a change of the running tasks after which the deployment has failed."
  type        = object({ minimum_healthy_percent = optional(number, 100), maximum_percent = optional(number, 200), grace_period = optional(number, 60), timeout_minutes = optional(number, 20) })
  default     = {}
  nullable    = false

  validation {
    condition = (
      var.rollout.minimum_healthy_percent >= 0 && var.rollout.maximum_percent > 100 &&
      var.rollout.minimum_healthy_percent < var.rollout.maximum_percent
    )
    error_message = "rollout leaves no room for a deployment: minimum_healthy_percent is 0 or more, maximum_percent over 100 and over minimum_healthy_percent, for example 100 and 200."
  }

  validation {
    condition = (
      var.rollout.grace_period >= 0 && floor(var.rollout.grace_period) == var.rollout.grace_period &&
      var.rollout.timeout_minutes >= 1 && var.rollout.timeout_minutes <= 200
    )
    error_message = "In rollout, grace_period is whole seconds from 0 on, for example 60, and timeout_minutes is from 1 to 200, for example 20."
  }
}

variable "pass_role_arns" {
  description = "ARNs of the task role and the execution role, which ecs-params.yml names."
  type        = list(string)
  nullable    = false

  validation {
    condition = length(var.pass_role_arns) > 0 && alltrue([
      for arn in var.pass_role_arns : can(regex("^arn:[^:*?]+:iam::[0-9]{12}:role/[^:*?]+$", arn))
    ])
    error_message = "pass_role_arns needs at least the execution role, each by its ARN and without \"*\", for example [\"arn:aws:iam::111111111111:role/web-stg-execution\"]."
  }
}

variable "image_parameter_arn" {
  description = "ARN of the SSM parameter in which a successful deployment records its image."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^arn:[^:*?]+:ssm:[^:*?]+:[0-9]{12}:parameter/[^:*?]+$", var.image_parameter_arn))
    error_message = "image_parameter_arn must be the ARN of one SSM parameter, for example \"arn:aws:ssm:eu-west-1:111111111111:parameter/web-stg/image\"."
  }
}

variable "artifact_bucket_arn" {
  description = "ARN of the bucket of the pipeline's artifacts: where the source and the image come from."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^arn:[^:*?]+:s3:::[^:*?/]+$", var.artifact_bucket_arn))
    error_message = "artifact_bucket_arn must be the ARN of one bucket, without a path, for example \"arn:aws:s3:::web-stg-artifacts-111111111111\"."
  }
}

variable "ecs_cli_sha256" {
  description = "SHA-256 of ecs-cli-linux-amd64-v1.21.0, to hold the download to; null compares it with the MD5 sum that AWS publishes beside it."
  type        = string
  default     = null

  validation {
    condition     = var.ecs_cli_sha256 == null || can(regex("^[0-9a-f]{64}$", var.ecs_cli_sha256))
    error_message = "ecs_cli_sha256 must be the 64 lower-case hexadecimal digits that \"sha256sum ecs-cli-linux-amd64-v1.21.0\" prints."
  }
}

variable "log_retention_days" {
  description = "After how many days the logs of a deployment are deleted."
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
  description = "ARN of the permissions boundary of the deployment's role, where the account demands one."
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
