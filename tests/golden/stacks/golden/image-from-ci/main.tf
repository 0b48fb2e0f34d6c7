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
    key          = "shared/image-from-ci.tfstate"
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
      environment = "shared"
      service     = "image-from-ci"
      owner       = "sre"
    }
  }
}

locals {
  name       = "image-from-ci-shared"
  region     = "us-east-1"
  account_id = "333333333333"

  # What the environment gives to its services.
  cluster_name       = data.terraform_remote_state.platform.outputs.cluster_name
  vpc_id             = "vpc-1"
  subnet_ids         = ["subnet-1", "subnet-2"]
  security_group_ids = []
  listener_arns = {
    public = data.terraform_remote_state.platform.outputs.listener_arn
  }
  test_listener_arns = {
    public = data.terraform_remote_state.platform.outputs.test_listener_arn
  }
  artifact_bucket = data.terraform_remote_state.platform.outputs.artifact_bucket
  template_bucket = data.terraform_remote_state.platform.outputs.template_bucket
  kms_key_arn     = data.terraform_remote_state.platform.outputs.kms_key_arn

  partition   = "aws"
  cluster_arn = "arn:${local.partition}:ecs:${local.region}:${local.account_id}:cluster/${local.cluster_name}"
}

data "terraform_remote_state" "platform" {
  backend = "s3"

  config = {
    bucket = "example-tfstate"
    key    = "shared/_platform.tfstate"
    region = "us-east-1"
  }
}
