mock_provider "aws" {
  # The provider checks JSON and ARNs even of mocked values, so they must be real in form.
  mock_data "aws_iam_policy_document" {
    defaults = { json = "{\"Version\":\"2012-10-17\",\"Statement\":[]}" }
  }
}

variables {
  name                = "web-stg"
  secret_arns         = []
  log_group_arn       = "arn:aws:logs:eu-west-1:111111111111:log-group:/ecs/web-stg"
  ecr_repository_arns = []
}

run "least_that_a_task_needs" {
  command = plan

  assert {
    condition     = aws_iam_role.task.name == "web-stg-task" && aws_iam_role.execution.name == "web-stg-execution"
    error_message = "The roles are not called after the service."
  }

  assert {
    condition     = [for s in data.aws_iam_policy_document.execution.statement : s.sid] == ["WriteLogs"]
    error_message = "Without secrets and private images the execution role may do more than write logs."
  }

  assert {
    condition     = data.aws_iam_policy_document.execution.statement[0].resources == toset(["arn:aws:logs:eu-west-1:111111111111:log-group:/ecs/web-stg:*"])
    error_message = "The execution role may write to another log group than its own."
  }

  assert {
    condition     = length(aws_iam_role_policy.task) == 0 && length(aws_iam_role_policy.execute_command) == 0
    error_message = "The task role has a policy that nobody asked for."
  }

  assert {
    condition     = aws_iam_role.task.permissions_boundary == null && aws_iam_role.execution.permissions_boundary == null
    error_message = "A role has a permissions boundary that nobody asked for."
  }

  assert {
    condition = {
      for c in data.aws_iam_policy_document.task_trust.statement[0].condition : c.variable => one(c.values)
      } == {
      "aws:SourceAccount" = "111111111111"
      "aws:SourceArn"     = "arn:aws:ecs:eu-west-1:111111111111:*"
    }
    error_message = "The task role's trust is not limited to the account and region of the log group."
  }
}

run "each_secret_by_its_own_arn" {
  command = plan

  variables {
    secret_arns = [
      "arn:aws:ssm:eu-west-1:111111111111:parameter/prd/web/database-url",
      "arn:aws:secretsmanager:eu-west-1:111111111111:secret:web/api-AbCdEf",
      "arn:aws:secretsmanager:eu-west-1:111111111111:secret:web/mail-??????",
    ]
    kms_key_arns        = ["arn:aws:kms:eu-west-1:111111111111:key/1234abcd"]
    ecr_repository_arns = ["arn:aws:ecr:eu-west-1:111111111111:repository/web"]
    log_group_arn       = "arn:aws:logs:eu-west-1:111111111111:log-group:/ecs/web-stg:*"
  }

  assert {
    condition     = data.aws_iam_policy_document.execution.statement[0].resources == toset(["arn:aws:logs:eu-west-1:111111111111:log-group:/ecs/web-stg:*"])
    error_message = "A \":*\" at the end of log_group_arn is doubled."
  }

  assert {
    condition = { for s in data.aws_iam_policy_document.execution.statement : s.sid => s.resources if s.sid != "WriteLogs" } == {
      PullImages     = toset(["arn:aws:ecr:eu-west-1:111111111111:repository/web"])
      LogInToEcr     = toset(["*"])
      ReadParameters = toset(["arn:aws:ssm:eu-west-1:111111111111:parameter/prd/web/database-url"])
      ReadSecrets = toset([
        "arn:aws:secretsmanager:eu-west-1:111111111111:secret:web/api-AbCdEf",
        "arn:aws:secretsmanager:eu-west-1:111111111111:secret:web/mail-??????",
      ])
      DecryptSecrets = toset(["arn:aws:kms:eu-west-1:111111111111:key/1234abcd"])
    }
    error_message = "The execution role may reach other secrets, keys or repositories than it was given."
  }

  assert {
    condition = { for s in data.aws_iam_policy_document.execution.statement : s.sid => s.actions if s.sid != "WriteLogs" && s.sid != "PullImages" } == {
      LogInToEcr     = toset(["ecr:GetAuthorizationToken"])
      ReadParameters = toset(["ssm:GetParameters"])
      ReadSecrets    = toset(["secretsmanager:GetSecretValue"])
      DecryptSecrets = toset(["kms:Decrypt"])
    }
    error_message = "The execution role may do more with secrets than read them."
  }
}

run "what_the_application_may_do" {
  command = apply

  variables {
    task_policies = {
      read-uploads = "{\"Version\":\"2012-10-17\",\"Statement\":{\"Effect\":\"Allow\",\"Action\":\"s3:GetObject\",\"Resource\":\"arn:aws:s3:::example-uploads/*\"}}"
    }
    execute_command      = true
    permissions_boundary = "arn:aws:iam::111111111111:policy/developer-boundary"
  }

  assert {
    condition     = aws_iam_role_policy.task["read-uploads"].policy == var.task_policies["read-uploads"] && aws_iam_role_policy.task["read-uploads"].role == "web-stg-task"
    error_message = "A policy of task_policies is not, or not unchanged, a policy of the task role."
  }

  assert {
    condition     = aws_iam_role_policy.execute_command[0].role == "web-stg-task"
    error_message = "execute_command does not reach the task role."
  }

  assert {
    condition     = alltrue([for a in data.aws_iam_policy_document.execute_command[0].statement[0].actions : startswith(a, "ssmmessages:")])
    error_message = "ECS Exec may do more than open its channels."
  }

  assert {
    condition = toset([aws_iam_role.task.permissions_boundary, aws_iam_role.execution.permissions_boundary]) == toset([
      "arn:aws:iam::111111111111:policy/developer-boundary"
    ])
    error_message = "The permissions boundary is missing on a role."
  }

  assert {
    condition = (
      output.task_role_name == "web-stg-task" && output.execution_role_name == "web-stg-execution" &&
      output.task_role_arn == aws_iam_role.task.arn && output.execution_role_arn == aws_iam_role.execution.arn
    )
    error_message = "An output names the wrong role."
  }
}

run "refuses_wrong_values" {
  command = plan

  variables {
    name                 = "Web_STG"
    secret_arns          = ["arn:aws:ssm:eu-west-1:111111111111:parameter/prd/*"]
    log_group_arn        = "/ecs/web-stg"
    ecr_repository_arns  = ["arn:aws:ecr:eu-west-1:111111111111:repository/*"]
    kms_key_arns         = ["alias/web"]
    task_policies        = { "read uploads" = "{\"Statement\":[]}" }
    permissions_boundary = "developer-boundary"
  }

  expect_failures = [
    var.name,
    var.secret_arns,
    var.log_group_arn,
    var.ecr_repository_arns,
    var.kms_key_arns,
    var.task_policies,
    var.permissions_boundary,
  ]
}

run "refuses_a_secret_with_its_key" {
  command = plan

  variables {
    name          = "a-name-of-thirty-three-characters"
    secret_arns   = ["arn:aws:secretsmanager:eu-west-1:111111111111:secret:web/api-AbCdEf:key::"]
    task_policies = { uploads = "s3:GetObject" }
  }

  expect_failures = [var.name, var.secret_arns, var.task_policies]
}

run "refuses_everything_on_everything" {
  command = plan

  variables {
    secret_arns   = ["arn:aws:secretsmanager:eu-west-1:111111111111:secret:web/???-AbCdEf"]
    task_policies = { admin = "{\"Statement\":[{\"Effect\":\"Allow\",\"Action\":[\"*\"],\"Resource\":\"*\"}]}" }
  }

  expect_failures = [var.secret_arns, var.task_policies]
}

run "refuses_the_name_of_its_own_policy" {
  command = plan

  variables {
    task_policies = { execute-command = "{\"Statement\":[]}" }
  }

  expect_failures = [var.task_policies]
}
