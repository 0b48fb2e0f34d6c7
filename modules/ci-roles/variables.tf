variable "name" {
  description = "Name of the project and its environment; the roles are called <name>-plan and <name>-apply."
  type        = string
  nullable    = false

  validation {
    condition     = length(var.name) <= 49 && can(regex("^[a-z][a-z0-9-]*$", var.name))
    error_message = "name is \"${var.name}\". Use at most 49 lower-case letters, digits and hyphens, beginning with a letter, for example \"example-stg\"."
  }
}

variable "environment" {
  description = "The environment in tfgen.yaml: the folder of its states in the bucket, the end of its services' names and, on GitHub, the environment of the job that applies."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9]*(-[a-z0-9]+)*$", var.environment))
    error_message = "environment is \"${var.environment}\". Use the name that tfgen.yaml has, for example \"stg\"."
  }
}

variable "ci" {
  description = "Who runs plan and apply: github, circleci or codebuild."
  type        = string
  nullable    = false

  validation {
    condition     = contains(["github", "circleci", "codebuild"], var.ci)
    error_message = "ci is \"${var.ci}\". Use \"github\", \"circleci\" or \"codebuild\"."
  }
}

variable "repository" {
  description = "The infrastructure repository on GitHub, as owner/name, in the capitals that GitHub shows."
  type        = string
  nullable    = false

  # Nothing that is a wildcard in a condition of IAM, and no second slash.
  validation {
    condition     = can(regex("^[A-Za-z0-9][A-Za-z0-9-]*/[A-Za-z0-9._-]+$", var.repository))
    error_message = "repository is \"${var.repository}\". Give owner and name without the host, for example \"example/infra\"."
  }
}

variable "branch" {
  description = "The branch that is applied. Runs of no other branch get the apply role."
  type        = string
  default     = "main"
  nullable    = false

  # What git allows, less what means something else in a condition of IAM or in the files of a CI:
  # https://git-scm.com/docs/git-check-ref-format
  validation {
    condition     = can(regex("^[A-Za-z0-9_]([A-Za-z0-9._/+@#=,-]*[A-Za-z0-9_])?$", var.branch)) && !can(regex("[.][.]|//", var.branch))
    error_message = "branch is \"${var.branch}\". Give one branch, without \"refs/heads/\" and without wildcards, for example \"main\"."
  }
}

variable "organization_id" {
  description = "CircleCI: UUID of the organization. GitHub: numeric ID of the repository's owner, if only this owner may ever be trusted."
  type        = string
  default     = null

  validation {
    condition = var.organization_id == null ? var.ci != "circleci" : can(regex(
      var.ci == "circleci" ? "^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$" : "^[0-9]+$", var.organization_id
    ))
    error_message = "organization_id must be, with circleci, the UUID under Organization Settings > Overview, for example \"1234abcd-12ab-34cd-56ef-1234567890ab\". With github it is the owner's number (gh api repos/OWNER/NAME --jq .owner.id), for example \"123456\", or left out."
  }
}

variable "project_id" {
  description = "CircleCI: UUID of the project. GitHub: numeric ID of the repository, given together with organization_id."
  type        = string
  default     = null

  validation {
    condition = var.project_id == null ? var.ci != "circleci" : can(regex(
      var.ci == "circleci" ? "^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$" : "^[0-9]+$", var.project_id
    ))
    error_message = "project_id must be, with circleci, the UUID under Project Settings > Overview, for example \"1234abcd-12ab-34cd-56ef-1234567890ab\". With github it is the repository's number (gh api repos/OWNER/NAME --jq .id), for example \"456789\", or left out."
  }

  validation {
    condition     = (var.project_id == null) == (var.organization_id == null)
    error_message = "organization_id and project_id belong together: give both or neither."
  }
}

variable "state_bucket" {
  description = "Name of the bucket that holds the states. The roles reach the folder of this environment in it, and nothing else."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$", var.state_bucket))
    error_message = "state_bucket is \"${var.state_bucket}\". Give the name of one bucket, for example \"example-tfstate\"."
  }
}

variable "state_kms_key_arn" {
  description = "ARN of the KMS key that the states are encrypted with; null where S3's own keys do."
  type        = string
  default     = null

  validation {
    condition     = var.state_kms_key_arn == null || can(regex("^arn:[^:*?]+:kms:[^:*?]+:[0-9]{12}:key/[^:*?]+$", var.state_kms_key_arn))
    error_message = "state_kms_key_arn must be the ARN of one key (no alias), for example \"arn:aws:kms:eu-west-1:111111111111:key/1234abcd-12ab-34cd-56ef-1234567890ab\"."
  }
}

variable "parameters" {
  description = "Names of the SSM parameters that tfgen.yaml refers to (ssm:/path/to/parameter)."
  type        = list(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for name in var.parameters : can(regex("^/[A-Za-z0-9_./-]+$", name))])
    error_message = "parameters must be names that begin with a slash and hold no wildcard, for example \"/network/vpc-id\"."
  }
}

variable "create_provider" {
  description = "Whether to make the account's OIDC provider of this CI too. An account has one for each issuer, so at most one stack may say true."
  type        = bool
  default     = false
  nullable    = false
}

variable "permissions_boundary" {
  description = "ARN of a permissions boundary. The two roles get it, and the apply role can make no role that lacks it."
  type        = string
  default     = null

  validation {
    condition     = var.permissions_boundary == null || can(regex("^arn:[^:*?]+:iam::([0-9]{12}|aws):policy/[^:*?]+$", var.permissions_boundary))
    error_message = "permissions_boundary must be the ARN of an IAM policy, for example \"arn:aws:iam::111111111111:policy/developer-boundary\"; leave it out when the account has none."
  }
}
