resource "aws_ecs_service" "this" {
  name            = local.name
  cluster         = local.cluster_arn
  task_definition = "${aws_ecs_task_definition.this.family}:${local.revision}"
  desired_count   = 3
  launch_type     = "FARGATE"

  enable_execute_command        = false
  availability_zone_rebalancing = "ENABLED"
  enable_ecs_managed_tags       = true
  propagate_tags                = "SERVICE"

  deployment_minimum_healthy_percent = 100
  deployment_maximum_percent         = 200
  wait_for_steady_state              = false

  deployment_circuit_breaker {
    enable   = true
    rollback = true
  }

  network_configuration {
    subnets         = local.subnet_ids
    security_groups = concat([aws_security_group.this.id], local.security_group_ids)
  }

  lifecycle {
    # The provider calls a rollback by the circuit breaker a success (terraform-provider-aws#20858).
    # This stack does not wait for the deployment (deployment.wait), so a rollback that comes later
    # shows in the next plan.
    postcondition {
      condition     = tonumber(regex("[0-9]+$", self.task_definition)) >= local.revision
      error_message = "The deployment of revision ${local.revision} failed and ECS went back to ${self.task_definition}. Read the service's events and the logs in ${aws_cloudwatch_log_group.this.name}."
    }
  }

  # Tasks start with their permissions in place, and end before these go.
  depends_on = [
    module.task_roles,
  ]
}

resource "aws_security_group" "this" {
  #checkov:skip=CKV2_AWS_5:the service or the schedule uses it
  name        = local.name
  description = "The tasks of ${local.name}"
  vpc_id      = local.vpc_id
}

resource "aws_vpc_security_group_egress_rule" "all" {
  security_group_id = aws_security_group.this.id
  description       = "Images, secrets, logs and whatever the application calls"
  ip_protocol       = "-1"
  cidr_ipv4         = "0.0.0.0/0"
}
