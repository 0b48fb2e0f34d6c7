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
    key          = "prd/moving.tfstate"
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
      environment = "prd"
      service     = "moving"
      owner       = "sre"
    }
  }
}

locals {
  name       = "moving-prd"
  region     = "us-east-1"
  account_id = "111111111111"

  # What the environment gives to its services.
  cluster_name       = "production"
  vpc_id             = data.aws_ssm_parameter.network_vpc_id.insecure_value
  subnet_ids         = flatten([data.terraform_remote_state.network.outputs.private_subnet_ids])
  security_group_ids = concat(["sg-1"], split(",", data.aws_ssm_parameter.network_shared_group.insecure_value), split(",", data.aws_ssm_parameter.network_shared_group_a54525.insecure_value))
  connection_arn     = "arn:aws:codeconnections:us-east-1:111111111111:connection/abc"
  listener_arns = {
    public = "arn:aws:elasticloadbalancing:us-east-1:111111111111:listener/app/public/1/2"
  }
  permissions_boundary = "arn:aws:iam::111111111111:policy/boundary"

  partition   = "aws"
  cluster_arn = "arn:${local.partition}:ecs:${local.region}:${local.account_id}:cluster/${local.cluster_name}"
}

data "aws_ssm_parameter" "network_vpc_id" {
  name = "/network/vpc-id"
}

data "aws_ssm_parameter" "network_shared_group" {
  name = "/network/shared-group"
}

data "aws_ssm_parameter" "network_shared_group_a54525" {
  name = "/network/shared_group"
}

data "terraform_remote_state" "network" {
  backend = "s3"

  config = {
    bucket = "example-tfstate"
    key    = "prd/network.tfstate"
    region = "us-east-1"
  }
}
