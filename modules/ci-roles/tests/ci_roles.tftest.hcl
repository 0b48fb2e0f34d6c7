mock_provider "aws" {
  # The provider checks JSON and ARNs even of mocked values, so they must be real in form.
  mock_data "aws_iam_policy_document" {
    defaults = { json = "{\"Version\":\"2012-10-17\",\"Statement\":[]}" }
  }

  mock_data "aws_caller_identity" {
    defaults = { account_id = "111111111111" }
  }

  mock_data "aws_partition" {
    defaults = { partition = "aws" }
  }

  mock_data "aws_iam_openid_connect_provider" {
    defaults = { arn = "arn:aws:iam::111111111111:oidc-provider/found" }
  }

  mock_resource "aws_iam_openid_connect_provider" {
    defaults = { arn = "arn:aws:iam::111111111111:oidc-provider/made" }
  }
}

variables {
  name         = "example-stg"
  environment  = "stg"
  ci           = "github"
  repository   = "example/infra"
  state_bucket = "example-tfstate"
}

run "github_plans_for_pull_requests_and_applies_in_the_environment_only" {
  command = apply

  assert {
    condition = { for c in data.aws_iam_policy_document.trust["plan"].statement[0].condition : c.variable => "${c.test} ${join(" ", sort(c.values))}" } == {
      "token.actions.githubusercontent.com:aud" = "StringEquals sts.amazonaws.com"
      "token.actions.githubusercontent.com:sub" = join(" ", [
        "StringLike repo:example/infra:pull_request repo:example/infra:ref:refs/heads/main",
        "repo:example@*/infra@*:pull_request repo:example@*/infra@*:ref:refs/heads/main",
      ])
      "token.actions.githubusercontent.com:repository" = "StringEquals example/infra"
    }
    error_message = "Others than pull requests and main of example/infra may plan, or these may not."
  }

  assert {
    condition = { for c in data.aws_iam_policy_document.trust["apply"].statement[0].condition : c.variable => "${c.test} ${join(" ", sort(c.values))}" } == {
      "token.actions.githubusercontent.com:aud"        = "StringEquals sts.amazonaws.com"
      "token.actions.githubusercontent.com:sub"        = "StringLike repo:example/infra:environment:stg repo:example@*/infra@*:environment:stg"
      "token.actions.githubusercontent.com:repository" = "StringEquals example/infra"
      "token.actions.githubusercontent.com:ref"        = "StringEquals refs/heads/main"
    }
    error_message = "Others than the environment stg on main may apply, or it may not."
  }

  assert {
    condition = [for kind in ["plan", "apply"] : one(one(data.aws_iam_policy_document.trust[kind].statement).principals).identifiers] == [
      for kind in ["plan", "apply"] : toset(["arn:aws:iam::111111111111:oidc-provider/found"])
    ]
    error_message = "A role trusts somebody else than the account's OIDC provider."
  }

  assert {
    condition = { for s in data.aws_iam_policy_document.read.statement : s.sid => s.resources if s.effect != "Deny" && s.sid != "Describe" } == {
      ReadStates                 = toset(["arn:aws:s3:::example-tfstate/stg/*"])
      UseKeysByWayOfS3           = toset(["arn:aws:kms:*:111111111111:key/*"])
      LockStates                 = toset(["arn:aws:s3:::example-tfstate/stg/*.tflock"])
      ListStates                 = toset(["arn:aws:s3:::example-tfstate"])
      ListBucketsOfServices      = toset(["arn:aws:s3:::*-artifacts-111111111111", "arn:aws:s3:::*-templates-111111111111"])
      ReadParameters             = toset(["arn:aws:ssm:*:111111111111:parameter/*-stg/image"])
      ReadTemplatesOfDeployments = toset([for name in ["taskdef.json", "appspec.yaml", "release.json"] : "arn:aws:s3:::*/*-stg/${name}"])
    }
    error_message = "A plan reads other states, parameters or objects than those of its environment."
  }

  # Whatever a plan may do, by the first word of each action: it must be a word for reading.
  assert {
    condition = [
      for action in flatten([for s in data.aws_iam_policy_document.read.statement : s.actions if s.effect != "Deny" && !contains(["LockStates", "UseKeysByWayOfS3"], s.sid)]) : action
      if !can(regex(":(Get|List|Describe|BatchGet)[A-Z]", action))
    ] == []
    error_message = "A plan may change something besides the lock of a state."
  }

  assert {
    condition = [
      for action in flatten([for s in data.aws_iam_policy_document.read.statement : s.actions if s.effect != "Deny" && s.sid != "UseKeysByWayOfS3"]) : action
      if can(regex("^secretsmanager:|^kms:Decrypt|^ssm:.*History|^sts:|:GetSecret|ecr:GetAuth", action))
    ] == []
    error_message = "A plan may read secrets, or become somebody else."
  }

  assert {
    condition = { for s in data.aws_iam_policy_document.read.statement : s.sid => s.actions if s.effect == "Deny" } == {
      NoSecrets = toset(["kms:Decrypt"])
    }
    error_message = "Encrypted parameters can be read."
  }

  assert {
    condition = { for s in data.aws_iam_policy_document.change_roles.statement : s.sid => s.resources } == {
      ChangeRolesOfServices  = toset(["arn:aws:iam::111111111111:role/*-stg-*"])
      KeepRolesOfServices    = toset(["arn:aws:iam::111111111111:role/*-stg-*"])
      PassRolesOfServices    = toset(["arn:aws:iam::111111111111:role/*-stg-*"])
      MakeServiceLinkedRoles = toset(["arn:aws:iam::111111111111:role/aws-service-role/*"])
      LeaveOwnRolesAlone     = toset(["arn:aws:iam::111111111111:role/example-stg-plan", "arn:aws:iam::111111111111:role/example-stg-apply"])
    }
    error_message = "An apply reaches roles of another environment, or those of the CI."
  }

  assert {
    condition = (
      aws_iam_role.plan.name == "example-stg-plan" && aws_iam_role.apply.name == "example-stg-apply" &&
      aws_iam_role_policy.plan.role == "example-stg-plan" && aws_iam_role_policy.apply.role == "example-stg-apply" &&
      aws_iam_role_policy.apply_iam.role == "example-stg-apply" && aws_iam_role_policy.apply_read.role == "example-stg-apply" &&
      output.plan_role_arn == aws_iam_role.plan.arn && output.apply_role_arn == aws_iam_role.apply.arn
    )
    error_message = "A policy or an output is that of the other role."
  }
}

run "a_boundary_holds_the_roles_and_those_they_make" {
  command = plan

  variables {
    organization_id      = "123456"
    project_id           = "456789"
    create_provider      = true
    permissions_boundary = "arn:aws:iam::111111111111:policy/developer-boundary"
    state_kms_key_arn    = "arn:aws:kms:eu-west-1:111111111111:key/abc"
    parameters           = ["/network/vpc-id"]
  }

  assert {
    condition = (
      aws_iam_role.plan.permissions_boundary == "arn:aws:iam::111111111111:policy/developer-boundary" &&
      aws_iam_role.apply.permissions_boundary == "arn:aws:iam::111111111111:policy/developer-boundary" &&
      one(one([for s in data.aws_iam_policy_document.change_roles.statement : s if s.sid == "ChangeRolesOfServices"]).condition).values == tolist(["arn:aws:iam::111111111111:policy/developer-boundary"])
    )
    error_message = "Roles can be made without the boundary."
  }

  assert {
    condition = { for c in data.aws_iam_policy_document.trust["apply"].statement[0].condition : c.variable => join(" ", sort(c.values)) } == {
      "token.actions.githubusercontent.com:aud" = "sts.amazonaws.com"
      "token.actions.githubusercontent.com:sub" = "repo:example/infra:environment:stg repo:example@123456/infra@456789:environment:stg"
      "token.actions.githubusercontent.com:ref" = "refs/heads/main"
    }
    error_message = "With IDs given, the trust has a wildcard or names another environment."
  }

  assert {
    condition = { for s in data.aws_iam_policy_document.read.statement : s.sid => s.resources if contains(["UseKeyOfStates", "ReadParameters"], s.sid) } == {
      UseKeyOfStates = toset(["arn:aws:kms:eu-west-1:111111111111:key/abc"])
      ReadParameters = toset(["arn:aws:ssm:*:111111111111:parameter/*-stg/image", "arn:aws:ssm:*:111111111111:parameter/network/vpc-id"])
    }
    error_message = "The key of the states or a parameter of tfgen.yaml is missing."
  }
}

run "circleci_plans_on_branches_and_applies_on_one" {
  command = plan

  variables {
    ci              = "circleci"
    organization_id = "11111111-2222-3333-4444-555555555555"
    project_id      = "66666666-7777-8888-9999-aaaaaaaaaaaa"
  }

  assert {
    condition = {
      for kind in ["plan", "apply"] : kind => one(one([
        for c in data.aws_iam_policy_document.trust[kind].statement[0].condition : c if endswith(c.variable, ":sub")
      ]).values)
      } == {
      for kind, branch in { plan = "*", apply = "main" } : kind => join("/", [
        "org/11111111-2222-3333-4444-555555555555/project/66666666-7777-8888-9999-aaaaaaaaaaaa",
        "user/????????-????-????-????-????????????/vcs-origin/github.com/example/infra/vcs-ref/refs/heads/${branch}",
      ])
    }
    error_message = "Another project may plan, or another branch apply."
  }
}

run "codebuild_is_one_project_for_each_role" {
  command = plan

  variables {
    ci = "codebuild"
  }

  assert {
    condition = {
      for kind in ["plan", "apply"] : kind => [
        one(one(data.aws_iam_policy_document.trust[kind].statement).principals).identifiers,
        one(one(data.aws_iam_policy_document.trust[kind].statement).condition).values,
      ]
      } == {
      for kind in ["plan", "apply"] : kind => [
        toset(["codebuild.amazonaws.com"]), tolist(["arn:aws:codebuild:*:111111111111:project/example-stg-${kind}"]),
      ]
    }
    error_message = "Another project than its own may use a role."
  }

  assert {
    condition     = length(data.aws_iam_openid_connect_provider.this) == 0 && length(aws_iam_openid_connect_provider.this) == 0
    error_message = "CodeBuild needs no OIDC provider."
  }
}

run "refuses_wildcards_and_other_cis" {
  command = plan

  variables {
    name                 = "Example"
    environment          = "*"
    ci                   = "jenkins"
    repository           = "example/*"
    branch               = "refs/../main"
    state_bucket         = "*"
    state_kms_key_arn    = "alias/tfstate"
    parameters           = ["/network/*"]
    permissions_boundary = "boundary"
  }

  expect_failures = [
    var.name, var.environment, var.ci, var.repository, var.branch, var.state_bucket, var.state_kms_key_arn,
    var.parameters, var.permissions_boundary,
  ]
}

run "refuses_circleci_without_its_ids" {
  command = plan

  variables {
    ci = "circleci"
  }

  expect_failures = [var.organization_id]
}
