mock_provider "aws" {
  # The provider checks JSON and ARNs even of mocked values, so they must be real in form.
  mock_data "aws_iam_policy_document" {
    defaults = { json = "{\"Version\":\"2012-10-17\",\"Statement\":[]}" }
  }

  mock_resource "aws_iam_role" {
    defaults = { arn = "arn:aws:iam::111111111111:role/web-stg-codedeploy" }
  }
}

variables {
  name        = "web-stg"
  cluster_arn = "arn:aws:ecs:eu-west-1:111111111111:cluster/stg"
  service_arn = "arn:aws:ecs:eu-west-1:111111111111:service/stg/web"
  listener_arns = [
    "arn:aws:elasticloadbalancing:eu-west-1:111111111111:listener/app/stg/50dc6c495c0c9188/f2f7dc8efc522ab2",
    "arn:aws:elasticloadbalancing:eu-west-1:111111111111:listener/app/stg/50dc6c495c0c9188/0467ef3c8400ae65",
  ]
  pass_role_arns = [
    "arn:aws:iam::111111111111:role/web-stg-task",
    "arn:aws:iam::111111111111:role/web-stg-execution",
  ]
}

run "only_this_service_and_its_listeners" {
  command = apply

  variables {
    hook_arns            = ["arn:aws:lambda:eu-west-1:111111111111:function:web-stg-smoke-test"]
    permissions_boundary = "arn:aws:iam::111111111111:policy/developer-boundary"
  }

  assert {
    condition = { for s in data.aws_iam_policy_document.this.statement : s.sid => s.resources } == {
      MoveService   = toset(["arn:aws:ecs:eu-west-1:111111111111:service/stg/web"])
      StartTasks    = toset(["*"])
      EndTasks      = toset(["arn:aws:ecs:eu-west-1:111111111111:task-set/stg/web/*"])
      PassTaskRoles = toset(["arn:aws:iam::111111111111:role/web-stg-task", "arn:aws:iam::111111111111:role/web-stg-execution"])
      ReadTraffic   = toset(["*"])
      MoveTraffic = toset([
        "arn:aws:elasticloadbalancing:eu-west-1:111111111111:listener/app/stg/50dc6c495c0c9188/f2f7dc8efc522ab2",
        "arn:aws:elasticloadbalancing:eu-west-1:111111111111:listener/app/stg/50dc6c495c0c9188/0467ef3c8400ae65",
        "arn:aws:elasticloadbalancing:eu-west-1:111111111111:listener-rule/app/stg/50dc6c495c0c9188/f2f7dc8efc522ab2/*",
        "arn:aws:elasticloadbalancing:eu-west-1:111111111111:listener-rule/app/stg/50dc6c495c0c9188/0467ef3c8400ae65/*",
      ])
      WatchAlarms = toset(["arn:aws:cloudwatch:eu-west-1:111111111111:alarm:*"])
      CallHooks   = toset(["arn:aws:lambda:eu-west-1:111111111111:function:web-stg-smoke-test"])
    }
    error_message = "CodeDeploy reaches other resources than it was given."
  }

  assert {
    condition = {
      for s in data.aws_iam_policy_document.this.statement :
      s.sid => { for c in s.condition : c.variable => [c.test, one(c.values)] } if length(s.condition) > 0
      } == {
      StartTasks = {
        "ecs:cluster" = ["ArnEquals", "arn:aws:ecs:eu-west-1:111111111111:cluster/stg"]
        "ecs:service" = ["ArnEquals", "arn:aws:ecs:eu-west-1:111111111111:service/stg/web"]
      }
      PassTaskRoles = { "iam:PassedToService" = ["StringEquals", "ecs-tasks.amazonaws.com"] }
    }
    error_message = "A condition that narrows a statement is missing or wrong."
  }

  assert {
    condition = toset(flatten([for s in data.aws_iam_policy_document.this.statement : tolist(s.actions)])) == toset([
      "ecs:DescribeServices", "ecs:UpdateServicePrimaryTaskSet", "ecs:CreateTaskSet", "ecs:DeleteTaskSet", "iam:PassRole",
      "elasticloadbalancing:DescribeListeners", "elasticloadbalancing:DescribeRules", "elasticloadbalancing:DescribeTargetGroups",
      "elasticloadbalancing:ModifyListener", "elasticloadbalancing:ModifyRule", "cloudwatch:DescribeAlarms", "lambda:InvokeFunction",
    ])
    error_message = "CodeDeploy lacks a permission that a deployment needs, or has one that it does not need."
  }

  assert {
    condition     = one(data.aws_iam_policy_document.trust.statement[0].principals).identifiers == toset(["codedeploy.amazonaws.com"])
    error_message = "Others than CodeDeploy may use the role."
  }

  assert {
    condition = { for c in data.aws_iam_policy_document.trust.statement[0].condition : c.variable => one(c.values) } == {
      "aws:SourceAccount" = "111111111111"
      "aws:SourceArn"     = "arn:aws:codedeploy:eu-west-1:111111111111:deploymentgroup:web-stg/*"
    }
    error_message = "Another application or account can use the role."
  }

  assert {
    condition     = aws_iam_role.this.permissions_boundary == "arn:aws:iam::111111111111:policy/developer-boundary"
    error_message = "The permissions boundary is missing."
  }

  assert {
    condition     = output.role_arn == aws_iam_role.this.arn && aws_iam_role.this.name == "web-stg-codedeploy"
    error_message = "The output names the wrong role."
  }
}

run "without_hooks" {
  command = plan

  assert {
    condition     = !contains([for s in data.aws_iam_policy_document.this.statement : s.sid], "CallHooks")
    error_message = "The role has a statement on functions that it was not given."
  }

  assert {
    condition     = aws_iam_role.this.permissions_boundary == null
    error_message = "The role has a permissions boundary that nobody asked for."
  }
}

run "refuses_wrong_values" {
  command = plan

  variables {
    name                 = "Web"
    cluster_arn          = "stg"
    service_arn          = "arn:aws:ecs:eu-west-1:111111111111:service/web"
    listener_arns        = ["arn:aws:elasticloadbalancing:eu-west-1:111111111111:loadbalancer/app/stg/50dc6c495c0c9188"]
    hook_arns            = ["web-stg-smoke-test"]
    pass_role_arns       = ["arn:aws:iam::111111111111:role/*"]
    permissions_boundary = "developer-boundary"
  }

  expect_failures = [
    var.name,
    var.cluster_arn,
    var.service_arn,
    var.listener_arns,
    var.hook_arns,
    var.pass_role_arns,
    var.permissions_boundary,
  ]
}

run "refuses_no_listener_and_no_role" {
  command = plan

  variables {
    listener_arns  = []
    pass_role_arns = []
  }

  expect_failures = [var.listener_arns, var.pass_role_arns]
}
