variable "name" {
  description = "Name of the service and its environment; the roles are called <name>-task and <name>-execution."
  type        = string
  nullable    = false

  validation {
    condition     = length(var.name) <= 32 && can(regex("^[a-z][a-z0-9-]*$", var.name))
    error_message = "name is \"${var.name}\". Use at most 32 lower-case letters, digits and hyphens, beginning with a letter, for example \"web-stg\"."
  }
}

variable "secret_arns" {
  description = "ARNs of the SSM parameters and Secrets Manager secrets that become environment variables; [] for none."
  type        = list(string)
  nullable    = false

  validation {
    condition = alltrue([
      for arn in var.secret_arns : can(regex(
        "^arn:[^:*?]+:(ssm:[^:*?]+:[0-9]{12}:parameter/[^:*?]+|secretsmanager:[^:*?]+:[0-9]{12}:secret:[^:*?]+(-\\?{6})?)$", arn
      ))
    ])
    error_message = "Each of secret_arns must name one secret: no \"*\", and no \":json-key::\" at its end. Allowed are an SSM parameter, for example \"arn:aws:ssm:eu-west-1:111111111111:parameter/prd/web/database-url\", and a Secrets Manager secret, for example \"arn:aws:secretsmanager:eu-west-1:111111111111:secret:web/api-AbCdEf\", or the same ending in \"-??????\" when you do not know its six random characters."
  }
}

variable "log_group_arn" {
  description = "ARN of the log group that the containers write to."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^arn:[^:*?]+:logs:[^:*?]+:[0-9]{12}:log-group:[^:*?]+(:\\*)?$", var.log_group_arn))
    error_message = "log_group_arn must be the ARN of one CloudWatch log group, for example \"arn:aws:logs:eu-west-1:111111111111:log-group:/ecs/web-stg\"."
  }
}

variable "ecr_repository_arns" {
  description = "ARNs of the ECR repositories that the task pulls its images from; [] when all images are public."
  type        = list(string)
  nullable    = false

  validation {
    condition = alltrue([
      for arn in var.ecr_repository_arns : can(regex("^arn:[^:*?]+:ecr:[^:*?]+:[0-9]{12}:repository/[^:*?]+$", arn))
    ])
    error_message = "Each of ecr_repository_arns must be the ARN of one ECR repository, without \"*\" and without an image tag, for example \"arn:aws:ecr:eu-west-1:111111111111:repository/web\"."
  }
}

variable "kms_key_arns" {
  description = "ARNs of the customer managed KMS keys that encrypt the secrets; [] when they use the keys of AWS."
  type        = list(string)
  default     = []
  nullable    = false

  validation {
    condition = alltrue([
      for arn in var.kms_key_arns : can(regex("^arn:[^:*?]+:kms:[^:*?]+:[0-9]{12}:key/[^:*?]+$", arn))
    ])
    error_message = "Each of kms_key_arns must be the ARN of one KMS key (a key, not an alias), for example \"arn:aws:kms:eu-west-1:111111111111:key/1234abcd-12ab-34cd-56ef-1234567890ab\"."
  }
}

variable "task_policies" {
  description = "What the application itself may do: JSON policy documents by a short name, inline policies of the task role."
  type        = map(string)
  default     = {}
  nullable    = false

  validation {
    condition = alltrue([
      for name in keys(var.task_policies) : can(regex("^[A-Za-z0-9+=,.@_-]{1,128}$", name)) && name != "execute-command"
    ])
    error_message = "The names in task_policies are 1 to 128 letters, digits or one of + = , . @ _ -, for example \"read-uploads\". The name \"execute-command\" is taken: set execute_command = true instead."
  }

  validation {
    condition     = alltrue([for policy in values(var.task_policies) : can(jsondecode(policy).Statement)])
    error_message = "Each value of task_policies must be a JSON policy document with a Statement, for example data.aws_iam_policy_document.uploads.json."
  }

  validation {
    condition = alltrue([
      for statement in flatten([for policy in values(var.task_policies) : try(jsondecode(policy).Statement, [])]) : !(
        contains(flatten([try(statement.Action, [])]), "*") && contains(flatten([try(statement.Resource, [])]), "*")
      )
    ])
    error_message = "A statement in task_policies allows every action on every resource. Name the actions and the ARNs that the application needs, for example \"s3:GetObject\" on \"arn:aws:s3:::example-uploads/*\"."
  }
}

variable "execute_command" {
  description = "Whether people may open a shell in a running container (ECS Exec)."
  type        = bool
  default     = false
  nullable    = false
}

variable "permissions_boundary" {
  description = "ARN of the permissions boundary of both roles, where the account demands one."
  type        = string
  default     = null

  validation {
    condition     = var.permissions_boundary == null || can(regex("^arn:[^:]+:iam::([0-9]{12}|aws):policy/.+$", var.permissions_boundary))
    error_message = "permissions_boundary must be the ARN of an IAM policy, for example \"arn:aws:iam::111111111111:policy/developer-boundary\"; leave it out when the account has none."
  }
}
