# What an environment and its less usual services are made of: see ../test_real_platform.py.

terraform {
  required_version = ">= 1.10"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 5.95, < 7.0"
    }
  }
}

provider "aws" {
  region              = "ap-northeast-1"
  allowed_account_ids = ["111111111111"]
  s3_use_path_style   = true

  default_tags {
    tags = {
      environment = "stg"
      change      = var.change
    }
  }
}

variable "vpc_id" {
  type = string
}

variable "subnet_ids" {
  type = list(string)
}

variable "security_group_ids" {
  type = list(string)
}

variable "certificate_arn" {
  type = string
}

# Another value changes something of every resource that can be changed in place.
variable "change" {
  type    = string
  default = "a"
}

locals {
  name   = "platform-stg"
  before = var.change == "a"
}

data "aws_caller_identity" "current" {}
