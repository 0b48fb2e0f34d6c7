variable "name" {
  description = "Name of the service and its environment; the project, its role and its log group are called <name>-build."
  type        = string
  nullable    = false

  validation {
    condition     = length(var.name) <= 32 && can(regex("^[a-z][a-z0-9-]*$", var.name))
    error_message = "name is \"${var.name}\". Use at most 32 lower-case letters, digits and hyphens, beginning with a letter, for example \"web-stg\"."
  }
}

variable "repository_url" {
  description = "URL of the ECR repository that the image is pushed to, without a tag."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z0-9.-]+(:[0-9]+)?/[a-z0-9][a-z0-9._/-]*$", var.repository_url))
    error_message = "repository_url is \"${var.repository_url}\". Give it without \"https://\" and without a tag, for example \"111111111111.dkr.ecr.eu-west-1.amazonaws.com/web\"."
  }
}

variable "repository_arn" {
  description = "ARN of the same repository."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^arn:[^:*?]+:ecr:[^:*?]+:[0-9]{12}:repository/[^:*?]+$", var.repository_arn))
    error_message = "repository_arn must be the ARN of one ECR repository, for example \"arn:aws:ecr:eu-west-1:111111111111:repository/web\"."
  }
}

variable "containers" {
  description = "Names of the containers that run the image, as the task definition calls them."
  type        = list(string)
  nullable    = false

  validation {
    condition = length(var.containers) > 0 && alltrue([
      for name in var.containers : can(regex("^[A-Za-z0-9_-]{1,255}$", name))
    ])
    error_message = "containers must name at least one container of the task definition; a name has letters, digits, hyphens and underscores only, for example [\"web\", \"sidekiq\"]."
  }

  validation {
    condition     = length(distinct(var.containers)) == length(var.containers)
    error_message = "containers names a container twice. Give each name once, for example [\"web\", \"sidekiq\"]."
  }
}

variable "artifact_bucket_arn" {
  description = "ARN of the bucket of the pipeline's artifacts: where the source comes from and what the deployment needs goes to."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^arn:[^:*?]+:s3:::[^:*?/]+$", var.artifact_bucket_arn))
    error_message = "artifact_bucket_arn must be the ARN of one bucket, without a path, for example \"arn:aws:s3:::web-stg-artifacts-111111111111\"."
  }
}

variable "dockerfile" {
  description = "Path of the Dockerfile, from the top of the repository."
  type        = string
  default     = "Dockerfile"
  nullable    = false

  validation {
    condition     = can(regex("^[^/ -]", var.dockerfile)) && !contains(split("/", var.dockerfile), "..")
    error_message = "dockerfile is \"${var.dockerfile}\". Give a path from the top of the repository, without \"..\", for example \"docker/Dockerfile\"."
  }
}

variable "context" {
  description = "Folder that docker build works in, from the top of the repository."
  type        = string
  default     = "."
  nullable    = false

  validation {
    condition     = can(regex("^[^/ -]", var.context)) && !contains(split("/", var.context), "..")
    error_message = "context is \"${var.context}\". Give a folder from the top of the repository, without \"..\", for example \"app\", or \".\" for the top itself."
  }
}

variable "architecture" {
  description = "Processor that the image is built on and for: X86_64 or ARM64, the same as in the task definition."
  type        = string
  default     = "X86_64"
  nullable    = false

  validation {
    condition     = contains(["X86_64", "ARM64"], var.architecture)
    error_message = "architecture is \"${var.architecture}\". Use \"X86_64\", or \"ARM64\" for Graviton."
  }
}

variable "compute_type" {
  description = "Size of the machine that builds."
  type        = string
  default     = "BUILD_GENERAL1_SMALL"
  nullable    = false

  validation {
    condition = contains(
      ["BUILD_GENERAL1_SMALL", "BUILD_GENERAL1_MEDIUM", "BUILD_GENERAL1_LARGE", "BUILD_GENERAL1_XLARGE", "BUILD_GENERAL1_2XLARGE"],
      var.compute_type
    )
    error_message = "compute_type is \"${var.compute_type}\". Use BUILD_GENERAL1_SMALL, BUILD_GENERAL1_MEDIUM, BUILD_GENERAL1_LARGE, BUILD_GENERAL1_XLARGE or BUILD_GENERAL1_2XLARGE."
  }
}

variable "build_args" {
  description = "Build arguments of the Dockerfile (ARG), by name. They stay readable in the image: no secrets."
  type        = map(string)
  default     = {}
  nullable    = false

  validation {
    condition = alltrue([
      for name in keys(var.build_args) : can(regex("^[A-Za-z_][A-Za-z0-9_]*$", name)) && !can(regex(local.taken_names, name))
    ])
    error_message = "A name in build_args must be letters, digits and underscores, for example RUBY_VERSION, and none of those that the build uses itself: PATH, HOME, REGISTRY, REPOSITORY_URL, DOCKERFILE, SEPARATOR, or one that begins with CODEBUILD_, CONTAINER_, BUILD_ARG_, BUILD_CONTEXT, DEPLOYMENT_ or IMAGE."
  }
}

variable "deployment_files" {
  description = "Files for the deployment, from S3: file name to s3://bucket/key. With any, imageDetail.json and these are handed on instead of imagedefinitions.json."
  type        = map(string)
  default     = {}
  nullable    = false

  validation {
    condition = alltrue([
      for name in keys(var.deployment_files) : can(regex("^[A-Za-z0-9_][A-Za-z0-9._-]*$", name)) && name != "imageDetail.json"
    ])
    error_message = "A name in deployment_files is one file without a folder: letters, digits, dots, hyphens and underscores, for example \"taskdef.json\". The name \"imageDetail.json\" is taken: the build writes that file itself."
  }

  validation {
    condition = alltrue([
      for object in values(var.deployment_files) : can(regex("^s3://[a-z0-9][a-z0-9.-]+[a-z0-9]/[A-Za-z0-9_./-]+$", object))
    ])
    error_message = "Each value of deployment_files must be one object in S3, without spaces or \"*\", for example \"s3://web-stg-templates-111111111111/web-stg/taskdef.json\"."
  }
}

variable "timeout_minutes" {
  description = "After how many minutes a build is stopped."
  type        = number
  default     = 30
  nullable    = false

  validation {
    condition     = var.timeout_minutes >= 5 && var.timeout_minutes <= 2160 && floor(var.timeout_minutes) == var.timeout_minutes
    error_message = "timeout_minutes is ${var.timeout_minutes}. CodeBuild takes whole minutes from 5 to 2160, for example 30."
  }
}

variable "log_retention_days" {
  description = "After how many days the logs of a build are deleted."
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
  description = "ARN of the permissions boundary of the build's role, where the account demands one."
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
