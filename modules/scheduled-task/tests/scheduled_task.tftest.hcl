mock_provider "aws" {
  # The provider checks JSON and ARNs even of mocked values, so they must be real in form.
  mock_data "aws_iam_policy_document" {
    defaults = { json = "{\"Version\":\"2012-10-17\",\"Statement\":[]}" }
  }

  mock_resource "aws_iam_role" {
    defaults = { arn = "arn:aws:iam::111111111111:role/report-stg-schedule" }
  }
}

variables {
  name                = "report-stg"
  cluster_arn         = "arn:aws:ecs:eu-west-1:111111111111:cluster/stg"
  task_definition_arn = "arn:aws:ecs:eu-west-1:111111111111:task-definition/report-family"
  subnet_ids          = ["subnet-1", "subnet-2"]
  security_group_ids  = ["sg-1", "sg-2"]
  expression          = "cron(0 3 * * ? *)"
  pass_role_arns = [
    "arn:aws:iam::111111111111:role/report-stg-task",
    "arn:aws:iam::111111111111:role/report-stg-execution",
  ]
}

run "starts_one_task_of_the_newest_revision" {
  command = apply

  assert {
    condition = (
      aws_scheduler_schedule.this.name == "report-stg" && aws_scheduler_schedule.this.group_name == "report-stg" &&
      aws_scheduler_schedule.this.schedule_expression == "cron(0 3 * * ? *)" && aws_scheduler_schedule.this.schedule_expression_timezone == "UTC" &&
      aws_scheduler_schedule.this.state == "ENABLED" && one(aws_scheduler_schedule.this.flexible_time_window).mode == "OFF"
    )
    error_message = "The schedule does not run on time, by UTC, from the start."
  }

  assert {
    condition = [for t in aws_scheduler_schedule.this.target : [t.arn, t.role_arn]] == [
      ["arn:aws:ecs:eu-west-1:111111111111:cluster/stg", aws_iam_role.this.arn]
    ]
    error_message = "The schedule does not start tasks in the cluster with its own role."
  }

  assert {
    condition = [
      for p in aws_scheduler_schedule.this.target[0].ecs_parameters :
      [p.task_definition_arn, p.launch_type, p.task_count, p.propagate_tags, p.enable_ecs_managed_tags, p.enable_execute_command]
    ] == [["arn:aws:ecs:eu-west-1:111111111111:task-definition/report-family", "FARGATE", 1, "TASK_DEFINITION", true, false]]
    error_message = "The schedule does not run one task of the family on Fargate, with the family's tags."
  }

  assert {
    condition = [
      for n in aws_scheduler_schedule.this.target[0].ecs_parameters[0].network_configuration :
      [n.subnets, n.security_groups, n.assign_public_ip]
    ] == [[toset(["subnet-1", "subnet-2"]), toset(["sg-1", "sg-2"]), false]]
    error_message = "The task starts in another network than was given."
  }

  assert {
    condition = [
      for r in aws_scheduler_schedule.this.target[0].retry_policy : [r.maximum_retry_attempts, r.maximum_event_age_in_seconds]
    ] == [[2, 3600]]
    error_message = "A refused start is not tried twice more, within an hour."
  }

  assert {
    condition = { for s in data.aws_iam_policy_document.this.statement : s.sid => s.resources } == {
      RunTask = toset([
        "arn:aws:ecs:eu-west-1:111111111111:task-definition/report-family",
        "arn:aws:ecs:eu-west-1:111111111111:task-definition/report-family:*",
      ])
      TagTask       = toset(["arn:aws:ecs:eu-west-1:111111111111:task/stg/*"])
      PassTaskRoles = toset(["arn:aws:iam::111111111111:role/report-stg-task", "arn:aws:iam::111111111111:role/report-stg-execution"])
    }
    error_message = "The schedule's role reaches other resources than it was given."
  }

  assert {
    condition = { for s in data.aws_iam_policy_document.this.statement : s.sid => s.actions } == {
      RunTask       = toset(["ecs:RunTask"])
      TagTask       = toset(["ecs:TagResource"])
      PassTaskRoles = toset(["iam:PassRole"])
    }
    error_message = "The schedule's role may do more than start a task, tag it and give it its roles."
  }

  assert {
    condition = { for s in data.aws_iam_policy_document.this.statement : s.sid => [for c in s.condition : [c.test, c.variable, one(c.values)]] } == {
      RunTask       = [["ArnEquals", "ecs:cluster", "arn:aws:ecs:eu-west-1:111111111111:cluster/stg"]]
      TagTask       = [["StringEquals", "ecs:CreateAction", "RunTask"]]
      PassTaskRoles = [["StringEquals", "iam:PassedToService", "ecs-tasks.amazonaws.com"]]
    }
    error_message = "A condition that narrows a statement is missing or wrong."
  }

  assert {
    condition = one(data.aws_iam_policy_document.trust.statement[0].principals).identifiers == toset(["scheduler.amazonaws.com"]) && {
      for c in data.aws_iam_policy_document.trust.statement[0].condition : c.variable => one(c.values)
      } == {
      "aws:SourceAccount" = "111111111111"
      "aws:SourceArn"     = "arn:aws:scheduler:eu-west-1:111111111111:schedule-group/report-stg"
    }
    error_message = "Others than the schedules of this group may use the role."
  }

  assert {
    condition     = aws_scheduler_schedule_group.this.name == "report-stg" && aws_iam_role.this.name == "report-stg-schedule"
    error_message = "The group or the role has another name than the module says."
  }

  assert {
    condition     = aws_iam_role.this.permissions_boundary == null
    error_message = "The role has a permissions boundary that nobody asked for."
  }

  assert {
    condition = (
      output.schedule_name == "report-stg" && output.schedule_arn == aws_scheduler_schedule.this.arn && output.role_arn == aws_iam_role.this.arn
    )
    error_message = "An output does not describe the schedule."
  }
}

run "as_asked" {
  command = plan

  variables {
    assign_public_ip     = true
    expression           = "rate(90 minutes)"
    timezone             = "America/Argentina/Buenos_Aires"
    enabled              = false
    retries              = 0
    execute_command      = true
    permissions_boundary = "arn:aws:iam::111111111111:policy/developer-boundary"
  }

  assert {
    condition = (
      aws_scheduler_schedule.this.schedule_expression == "rate(90 minutes)" &&
      aws_scheduler_schedule.this.schedule_expression_timezone == "America/Argentina/Buenos_Aires" && aws_scheduler_schedule.this.state == "DISABLED"
    )
    error_message = "expression, timezone or enabled has no effect."
  }

  assert {
    condition = (
      aws_scheduler_schedule.this.target[0].retry_policy[0].maximum_retry_attempts == 0 &&
      aws_scheduler_schedule.this.target[0].ecs_parameters[0].network_configuration[0].assign_public_ip &&
      aws_scheduler_schedule.this.target[0].ecs_parameters[0].enable_execute_command &&
      aws_iam_role.this.permissions_boundary == "arn:aws:iam::111111111111:policy/developer-boundary"
    )
    error_message = "retries, assign_public_ip, execute_command or permissions_boundary has no effect."
  }
}

run "takes_working_days" {
  command = plan

  variables {
    expression = "cron(0/15 8-18 ? * MON-FRI *)"
  }
}

run "takes_one_moment" {
  command = plan

  variables {
    expression = "at(2030-01-31T03:00:00)"
  }
}

run "refuses_wrong_values" {
  command = plan

  variables {
    name                 = "Report"
    cluster_arn          = "stg"
    task_definition_arn  = "arn:aws:ecs:eu-west-1:111111111111:task-definition/report-stg:7"
    subnet_ids           = ["10.0.0.0/24"]
    security_group_ids   = ["default"]
    expression           = "0 3 * * *"
    timezone             = "Tokyo time"
    retries              = 1.5
    pass_role_arns       = ["arn:aws:iam::111111111111:role/*"]
    permissions_boundary = "developer-boundary"
  }

  expect_failures = [
    var.name,
    var.cluster_arn,
    var.task_definition_arn,
    var.subnet_ids,
    var.security_group_ids,
    var.expression,
    var.timezone,
    var.retries,
    var.pass_role_arns,
    var.permissions_boundary,
  ]
}

run "refuses_nothing_where_something_is_needed" {
  command = plan

  variables {
    subnet_ids         = []
    security_group_ids = []
    pass_role_arns     = []
    retries            = 186
    expression         = "cron(0 3 * * *)"
  }

  expect_failures = [var.subnet_ids, var.security_group_ids, var.pass_role_arns, var.retries, var.expression]
}

run "refuses_every_day_of_the_month_and_of_the_week" {
  command = plan

  variables {
    expression = "cron(0 3 * * * *)"
  }

  expect_failures = [var.expression]
}

run "refuses_no_day_at_all" {
  command = plan

  variables {
    expression = "cron(0 3 ? * ? *)"
  }

  expect_failures = [var.expression]
}
