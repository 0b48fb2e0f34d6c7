terraform {
  required_version = ">= 1.10"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 5.95, < 7.0"
    }
  }

  backend "s3" {
    bucket       = "example-tfstate"
    key          = "new/worker.tfstate"
    region       = "us-east-1"
    encrypt      = true
    use_lockfile = true
    kms_key_id   = "alias/tfstate"
  }
}

provider "aws" {
  region = local.region

  # Credentials of another account are refused before anything is read or changed.
  allowed_account_ids = [local.account_id]

  default_tags {
    tags = {
      cost-centre = "42"
      project     = "example"
      environment = "new"
      service     = "worker"
      owner       = "sre"
    }
  }
}

locals {
  name       = "worker-new"
  region     = "eu-west-1"
  account_id = "222222222222"

  # What the environment gives to its services.
  cluster_name       = var.cluster_name
  vpc_id             = var.vpc_id
  subnet_ids         = var.subnet_ids
  security_group_ids = []
  connection_arn     = var.connection_arn

  partition   = "aws"
  cluster_arn = "arn:${local.partition}:ecs:${local.region}:${local.account_id}:cluster/${local.cluster_name}"
}

variable "cluster_name" {
  description = "Not filled in yet: environments.new.cluster in tfgen.yaml."
  type        = string
}

variable "vpc_id" {
  description = "Not filled in yet: environments.new.network.vpc_id in tfgen.yaml."
  type        = string
}

variable "subnet_ids" {
  description = "Not filled in yet: environments.new.network.subnet_ids in tfgen.yaml."
  type        = list(string)
}

variable "connection_arn" {
  description = "Not filled in yet: environments.new.connection_arn in tfgen.yaml."
  type        = string
}
