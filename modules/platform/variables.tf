variable "name" {
  description = "Name of the environment; the cluster, the load balancer and everything else here are called after it."
  type        = string
  nullable    = false

  validation {
    condition     = length(var.name) <= 24 && can(regex("^[a-z][a-z0-9]*(-[a-z0-9]+)*$", var.name)) && !startswith(var.name, "internal-")
    error_message = "name is \"${var.name}\". Use at most 24 lower-case letters, digits and single hyphens, beginning with a letter and not with \"internal-\", for example \"prd\"."
  }
}

variable "vpc_id" {
  description = "ID of the VPC that the load balancer and the tasks are in."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^vpc-[0-9a-f]+$", var.vpc_id))
    error_message = "vpc_id is \"${var.vpc_id}\". Give the ID of one VPC, for example \"vpc-0a1b2c3d\"."
  }
}

variable "public_subnet_ids" {
  description = "IDs of the public subnets of the load balancer, in at least two availability zones."
  type        = list(string)
  nullable    = false

  validation {
    condition = length(distinct(var.public_subnet_ids)) >= 2 && alltrue([
      for id in var.public_subnet_ids : can(regex("^subnet-[0-9a-f]+$", id))
    ])
    error_message = "public_subnet_ids must hold the IDs of two subnets or more, each in an availability zone of its own, for example [\"subnet-0a1b2c3d\", \"subnet-4e5f6a7b\"]."
  }
}

variable "certificate_arn" {
  description = "ARN of the ACM certificate of the HTTPS listeners, in the account and region of the environment."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^arn:[^:*?]+:acm:[^:*?]+:[0-9]{12}:certificate/[^:*?]+$", var.certificate_arn))
    error_message = "certificate_arn must be the ARN of one ACM certificate, for example \"arn:aws:acm:eu-west-1:111111111111:certificate/1234abcd-12ab-34cd-56ef-1234567890ab\"."
  }
}

variable "client_cidrs" {
  description = "Ranges of IPv4 addresses that may reach the services."
  type        = list(string)
  default     = ["0.0.0.0/0"]
  nullable    = false

  validation {
    condition     = length(var.client_cidrs) > 0 && alltrue([for range in var.client_cidrs : can(cidrnetmask(range))])
    error_message = "client_cidrs must hold ranges of IPv4 addresses, for example [\"0.0.0.0/0\"] for everybody or [\"203.0.113.0/24\"]."
  }
}

variable "test_cidrs" {
  description = "Ranges of IPv4 addresses that may reach the test listener, where blue/green deployments show a new version first; [] for nobody."
  type        = list(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for range in var.test_cidrs : can(cidrnetmask(range)) && !endswith(range, "/0")])
    error_message = "test_cidrs must hold ranges of IPv4 addresses, and not all addresses, for example [\"203.0.113.0/24\"]."
  }
}

variable "alarm_emails" {
  description = "E-mail addresses that hear of alarms; each has to confirm the message that AWS sends it."
  type        = list(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for address in var.alarm_emails : can(regex("^[^@ ]+@[^@ ]+[.][^@ ]+$", address))])
    error_message = "Each of alarm_emails must be an e-mail address, for example \"on-call@example.com\"."
  }
}

variable "artifact_expiration_days" {
  description = "After how many days an artifact of a pipeline is deleted."
  type        = number
  default     = 90
  nullable    = false

  validation {
    condition     = var.artifact_expiration_days >= 1 && floor(var.artifact_expiration_days) == var.artifact_expiration_days
    error_message = "artifact_expiration_days is ${var.artifact_expiration_days}. Use a whole number of days from 1, for example 30."
  }
}

variable "access_log_bucket" {
  description = "Name of the bucket that the load balancer writes its access logs to, under <name>/; null for no access logs."
  type        = string
  default     = null

  validation {
    condition     = var.access_log_bucket == null || can(regex("^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$", var.access_log_bucket))
    error_message = "access_log_bucket must be the name of a bucket, for example \"example-access-logs\"; leave it out for no access logs."
  }
}

variable "deletion_protection" {
  description = "Whether AWS refuses to delete the load balancer, until this is false and applied."
  type        = bool
  default     = true
  nullable    = false
}
