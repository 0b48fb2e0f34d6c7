variable "name" {
  description = "Name of the service and its environment; the role is called <name>-ci."
  type        = string
  nullable    = false

  validation {
    condition     = length(var.name) <= 32 && can(regex("^[a-z][a-z0-9-]*$", var.name))
    error_message = "name is \"${var.name}\". Use at most 32 lower-case letters, digits and hyphens, beginning with a letter, for example \"web-stg\"."
  }
}

variable "ci" {
  description = "Whose identity tokens the role trusts: github-actions or circleci."
  type        = string
  nullable    = false

  validation {
    condition     = contains(["github-actions", "circleci"], var.ci)
    error_message = "ci is \"${var.ci}\". Use \"github-actions\" or \"circleci\"."
  }
}

variable "repository" {
  description = "The application's repository on GitHub, as owner/name, in the capitals that GitHub shows."
  type        = string
  nullable    = false

  # Nothing that is a wildcard in a condition of IAM, and no second slash.
  validation {
    condition     = can(regex("^[A-Za-z0-9][A-Za-z0-9-]*/[A-Za-z0-9._-]+$", var.repository))
    error_message = "repository is \"${var.repository}\". Give owner and name without the host, for example \"example/web\"."
  }
}

variable "branch" {
  description = "The branch that deploys: jobs of other branches, of tags and of pull requests get no credentials."
  type        = string
  nullable    = false

  # What git allows, less what means something else in a condition of IAM or in the files of a CI:
  # https://git-scm.com/docs/git-check-ref-format
  validation {
    condition     = can(regex("^[A-Za-z0-9_]([A-Za-z0-9._/+@#=,-]*[A-Za-z0-9_])?$", var.branch)) && !can(regex("[.][.]|//", var.branch))
    error_message = "branch is \"${var.branch}\". Give one branch, without \"refs/heads/\" and without wildcards, for example \"main\" or \"release/web\"."
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
    error_message = "organization_id must be, with circleci, the UUID under Organization Settings > Overview, for example \"1234abcd-12ab-34cd-56ef-1234567890ab\". With github-actions it is the owner's number (gh api repos/OWNER/NAME --jq .owner.id), for example \"123456\", or left out."
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
    error_message = "project_id must be, with circleci, the UUID under Project Settings > Overview, for example \"1234abcd-12ab-34cd-56ef-1234567890ab\". With github-actions it is the repository's number (gh api repos/OWNER/NAME --jq .id), for example \"456789\", or left out."
  }

  validation {
    condition     = (var.project_id == null) == (var.organization_id == null)
    error_message = "organization_id and project_id belong together: give both or neither."
  }
}

variable "repository_arn" {
  description = "ARN of the ECR repository that the CI pushes to; null when it pushes no image."
  type        = string
  default     = null

  validation {
    condition     = var.repository_arn == null || can(regex("^arn:[^:*?]+:ecr:[^:*?]+:[0-9]{12}:repository/[^:*?]+$", var.repository_arn))
    error_message = "repository_arn must be the ARN of one ECR repository, for example \"arn:aws:ecr:eu-west-1:111111111111:repository/web-stg\"."
  }

  validation {
    condition     = var.repository_arn != null || var.pipeline_arn != null
    error_message = "The role may do nothing. Give repository_arn, for a CI that pushes images, or pipeline_arn, for one that starts a pipeline."
  }
}

variable "pipeline_arn" {
  description = "ARN of the pipeline that the CI starts; null when the pushed image starts it, or nothing does."
  type        = string
  default     = null

  validation {
    condition     = var.pipeline_arn == null || can(regex("^arn:[^:*?]+:codepipeline:[^:*?]+:[0-9]{12}:[A-Za-z0-9.@_-]{1,100}$", var.pipeline_arn))
    error_message = "pipeline_arn must be the ARN of one pipeline, without a stage, for example \"arn:aws:codepipeline:eu-west-1:111111111111:web-stg\"."
  }
}

variable "create_provider" {
  description = "Whether to make the account's OIDC provider of this CI too. An account has one for each issuer, so at most one stack may say true."
  type        = bool
  default     = false
  nullable    = false
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
