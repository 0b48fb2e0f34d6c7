variable "name" {
  description = "Name of the service and its environment; the role is called <name>-pipeline."
  type        = string
  nullable    = false

  validation {
    condition     = length(var.name) <= 32 && can(regex("^[a-z][a-z0-9-]*$", var.name))
    error_message = "name is \"${var.name}\". Use at most 32 lower-case letters, digits and hyphens, beginning with a letter, for example \"web-stg\"."
  }
}

variable "pipeline_name" {
  description = "Name of the pipeline that uses the role; its stage conditions log to /aws/codepipeline/<pipeline_name>."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[A-Za-z0-9.@_-]{1,100}$", var.pipeline_name))
    error_message = "pipeline_name is \"${var.pipeline_name}\". Use 1 to 100 letters, digits or one of . @ _ -, for example \"web-stg\"."
  }
}

variable "artifact_bucket_arn" {
  description = "ARN of the bucket of the pipeline's artifacts."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^arn:[^:*?]+:s3:::[^:*?/]+$", var.artifact_bucket_arn))
    error_message = "artifact_bucket_arn must be the ARN of one bucket, without a path, for example \"arn:aws:s3:::web-stg-artifacts-111111111111\"."
  }
}

variable "connection_arn" {
  description = "ARN of the connection to the source's host (GitHub, GitLab, Bitbucket); null when the source is none of these."
  type        = string
  default     = null

  validation {
    condition = var.connection_arn == null || can(regex(
      "^arn:[^:*?]+:(codeconnections|codestar-connections):[^:*?]+:[0-9]{12}:connection/[^:*?]+$", var.connection_arn
    ))
    error_message = "connection_arn must be the ARN of one connection, for example \"arn:aws:codeconnections:eu-west-1:111111111111:connection/1234abcd-12ab-34cd-56ef-1234567890ab\"."
  }
}

variable "repository_arn" {
  description = "ARN of the ECR repository whose pushed image is the source; null when the pipeline builds the image."
  type        = string
  default     = null

  validation {
    condition     = var.repository_arn == null || can(regex("^arn:[^:*?]+:ecr:[^:*?]+:[0-9]{12}:repository/[^:*?]+$", var.repository_arn))
    error_message = "repository_arn must be the ARN of one ECR repository, for example \"arn:aws:ecr:eu-west-1:111111111111:repository/web\"."
  }
}

variable "build_project_arns" {
  description = "ARNs of the CodeBuild projects that the pipeline starts; [] when it builds nothing."
  type        = list(string)
  nullable    = false

  validation {
    condition = alltrue([
      for arn in var.build_project_arns : can(regex("^arn:[^:*?]+:codebuild:[^:*?]+:[0-9]{12}:project/[^:*?]+$", arn))
    ])
    error_message = "Each of build_project_arns must be the ARN of one CodeBuild project, for example \"arn:aws:codebuild:eu-west-1:111111111111:project/web-stg-build\"."
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
  description = "ARN of the ECS service that the pipeline deploys, in the form that has the cluster's name in it; null when it deploys none."
  type        = string
  default     = null

  validation {
    condition     = var.service_arn == null || can(regex("^arn:[^:*?]+:ecs:[^:*?]+:[0-9]{12}:service/[^:*?/]+/[^:*?/]+$", var.service_arn))
    error_message = "service_arn must be the ARN of one ECS service with its cluster, for example \"arn:aws:ecs:eu-west-1:111111111111:service/stg/web\"."
  }
}

variable "task_family" {
  description = "Family of the task definitions that the pipeline registers; needed with service_arn or deployment."
  type        = string
  default     = null

  validation {
    condition     = var.task_family == null || can(regex("^[A-Za-z0-9_-]{1,255}$", var.task_family))
    error_message = "task_family must be a family without its revision: letters, digits, hyphens and underscores, for example \"web-stg\"."
  }

  validation {
    condition     = var.task_family != null || (var.service_arn == null && var.deployment == null)
    error_message = "A pipeline that deploys a service registers task definitions: give their family in task_family, for example \"web-stg\"."
  }
}

variable "pass_role_arns" {
  description = "ARNs of the task and execution roles that the task definitions name; needed with service_arn or deployment."
  type        = list(string)
  default     = []
  nullable    = false

  validation {
    condition = alltrue([
      for arn in var.pass_role_arns : can(regex("^arn:[^:*?]+:iam::[0-9]{12}:role/[^:*?]+$", arn))
    ])
    error_message = "Each of pass_role_arns must be the ARN of one role in the task definition, without \"*\", for example \"arn:aws:iam::111111111111:role/web-stg-task\"."
  }

  validation {
    condition     = length(var.pass_role_arns) > 0 || (var.service_arn == null && var.deployment == null)
    error_message = "A pipeline that deploys a service hands ECS the roles of its tasks: give them in pass_role_arns, for example [\"arn:aws:iam::111111111111:role/web-stg-task\", \"arn:aws:iam::111111111111:role/web-stg-execution\"]."
  }
}

variable "image_parameter_arn" {
  description = "ARN of the SSM parameter that the pipeline's stage conditions write the deployed image to; null without such conditions."
  type        = string
  default     = null

  validation {
    condition     = var.image_parameter_arn == null || can(regex("^arn:[^:*?]+:ssm:[^:*?]+:[0-9]{12}:parameter/[^:*?]+$", var.image_parameter_arn))
    error_message = "image_parameter_arn must be the ARN of one SSM parameter, for example \"arn:aws:ssm:eu-west-1:111111111111:parameter/stg/web/image\"."
  }
}

variable "deployment" {
  description = "ARNs of the CodeDeploy application, its deployment group and its deployment configuration, for a blue/green deployment; null for a rolling one."
  type        = object({ application_arn = string, group_arn = string, config_arn = string })
  default     = null

  validation {
    condition = var.deployment == null ? true : (
      can(regex("^arn:[^:*?]+:codedeploy:[^:*?]+:[0-9]{12}:application:[^:*?/]+$", var.deployment.application_arn)) &&
      can(regex("^arn:[^:*?]+:codedeploy:[^:*?]+:[0-9]{12}:deploymentgroup:[^:*?/]+/[^:*?/]+$", var.deployment.group_arn)) &&
      can(regex("^arn:[^:*?]+:codedeploy:[^:*?]+:[0-9]{12}:deploymentconfig:[^:*?/]+$", var.deployment.config_arn))
    )
    error_message = "deployment must hold the ARNs of one CodeDeploy application, group and configuration, for example application_arn = \"arn:aws:codedeploy:eu-west-1:111111111111:application:web-stg\", group_arn = \"arn:aws:codedeploy:eu-west-1:111111111111:deploymentgroup:web-stg/web-stg\" and config_arn = \"arn:aws:codedeploy:eu-west-1:111111111111:deploymentconfig:CodeDeployDefault.ECSAllAtOnce\"."
  }
}

variable "approval_topic_arn" {
  description = "ARN of the SNS topic that asks people to approve a deployment; null when nobody is asked that way."
  type        = string
  default     = null

  validation {
    condition     = var.approval_topic_arn == null || can(regex("^arn:[^:*?]+:sns:[^:*?]+:[0-9]{12}:[^:*?]+$", var.approval_topic_arn))
    error_message = "approval_topic_arn must be the ARN of one SNS topic, for example \"arn:aws:sns:eu-west-1:111111111111:approvals\"."
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

variable "kms_key_arn" {
  description = "ARN of the KMS key that encrypts the artifact bucket (and the approval topic), if they have their own."
  type        = string
  default     = null

  validation {
    condition     = var.kms_key_arn == null || can(regex("^arn:[^:*?]+:kms:[^:*?]+:[0-9]{12}:key/[^:*?]+$", var.kms_key_arn))
    error_message = "kms_key_arn must be the ARN of one KMS key (a key, not an alias), for example \"arn:aws:kms:eu-west-1:111111111111:key/1234abcd-12ab-34cd-56ef-1234567890ab\"."
  }
}
