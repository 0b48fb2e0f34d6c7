# Starts a task of the newest ACTIVE revision, whoever registered it: Terraform or the pipeline.
module "schedule" {
  source = "../../../modules/scheduled-task"

  name        = local.name
  cluster_arn = local.cluster_arn

  # Not arn_without_revision, which is unknown while a revision is planned: each change of the
  # containers would then change the schedule and its role as well.
  task_definition_arn = "arn:${local.partition}:ecs:${local.region}:${local.account_id}:task-definition/${aws_ecs_task_definition.this.family}"

  expression = "cron(0 3 ? * MON-FRI *)"
  timezone   = "Asia/Tokyo"
  enabled    = false
  retries    = 5

  subnet_ids           = local.subnet_ids
  security_group_ids   = concat([aws_security_group.this.id], local.security_group_ids)
  assign_public_ip     = true
  pass_role_arns       = [module.task_roles.task_role_arn, module.task_roles.execution_role_arn]
  permissions_boundary = local.permissions_boundary
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
