# Every kind of resource that the stack of a service is made of. A bucket's lifecycle is left
# out: the provider waits 55 seconds for it, and moto plays it well without an override.

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

  default_tags {
    tags = {
      service      = "web"
      change       = var.change
      (var.change) = "a tag that comes and goes"
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

variable "listener_arn" {
  type = string
}

variable "test_listener_arn" {
  type = string
}

variable "connection_arn" {
  type = string
}

variable "cluster" {
  type = string
}

variable "topic_arn" {
  type = string
}

# Another value changes something of every resource that can be changed in place.
variable "change" {
  type    = string
  default = "a"
}

locals {
  name   = "web-stg"
  before = var.change == "a"
}

data "aws_caller_identity" "current" {}

data "aws_region" "current" {}

data "aws_lb_listener" "this" {
  arn = var.listener_arn
}

data "aws_lb" "this" {
  arn = data.aws_lb_listener.this.load_balancer_arn
}

data "aws_ecs_cluster" "this" {
  cluster_name = var.cluster
}
