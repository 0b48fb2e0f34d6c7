mock_provider "aws" {
  # The provider checks JSON and ARNs even of mocked values, so they must be real in form.
  mock_data "aws_iam_policy_document" {
    defaults = { json = "{\"Version\":\"2012-10-17\",\"Statement\":[]}" }
  }

  mock_data "aws_iam_openid_connect_provider" {
    defaults = { arn = "arn:aws:iam::111111111111:oidc-provider/found" }
  }

  mock_resource "aws_iam_openid_connect_provider" {
    defaults = { arn = "arn:aws:iam::111111111111:oidc-provider/made" }
  }
}

variables {
  name           = "web-stg"
  ci             = "github-actions"
  repository     = "example/web"
  branch         = "main"
  repository_arn = "arn:aws:ecr:eu-west-1:111111111111:repository/web-stg"
}

run "github_pushes_to_one_repository_from_one_branch" {
  command = apply

  assert {
    condition = { for s in data.aws_iam_policy_document.this.statement : s.sid => s.resources } == {
      PushImage  = toset(["arn:aws:ecr:eu-west-1:111111111111:repository/web-stg"])
      LogInToEcr = toset(["*"])
    }
    error_message = "The CI reaches other resources than its repository."
  }

  assert {
    condition = { for s in data.aws_iam_policy_document.this.statement : s.sid => s.actions } == {
      PushImage = toset([
        "ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:CompleteLayerUpload", "ecr:DescribeImages",
        "ecr:InitiateLayerUpload", "ecr:PutImage", "ecr:UploadLayerPart",
      ])
      LogInToEcr = toset(["ecr:GetAuthorizationToken"])
    }
    error_message = "The CI may do more, or less, than push an image."
  }

  assert {
    condition = { for c in data.aws_iam_policy_document.trust.statement[0].condition : c.variable => "${c.test} ${join(" ", sort(c.values))}" } == {
      "token.actions.githubusercontent.com:aud"        = "StringEquals sts.amazonaws.com"
      "token.actions.githubusercontent.com:sub"        = "StringLike repo:example/web:ref:refs/heads/main repo:example@*/web@*:ref:refs/heads/main"
      "token.actions.githubusercontent.com:repository" = "StringEquals example/web"
    }
    error_message = "Others than jobs on main of example/web may use the role, or these may not."
  }

  assert {
    condition = (
      data.aws_iam_policy_document.trust.statement[0].actions == toset(["sts:AssumeRoleWithWebIdentity"]) &&
      one(data.aws_iam_policy_document.trust.statement[0].principals).type == "Federated" &&
      one(data.aws_iam_policy_document.trust.statement[0].principals).identifiers == toset(["arn:aws:iam::111111111111:oidc-provider/found"])
    )
    error_message = "The role trusts somebody else than the account's OIDC provider."
  }

  assert {
    condition = (
      length(aws_iam_openid_connect_provider.this) == 0 &&
      data.aws_iam_openid_connect_provider.this[0].url == "https://token.actions.githubusercontent.com"
    )
    error_message = "The account's OIDC provider is not the one of GitHub, or is made a second time."
  }

  assert {
    condition = (
      output.role_name == "web-stg-ci" && output.role_arn == aws_iam_role.this.arn &&
      aws_iam_role_policy.this.role == "web-stg-ci" && aws_iam_role.this.permissions_boundary == null
    )
    error_message = "An output names the wrong role, or the role has a boundary that nobody asked for."
  }
}

run "github_by_ids_trusts_no_name_that_was_taken_over" {
  command = plan

  variables {
    branch          = "release/web"
    organization_id = "123456"
    project_id      = "456789"
  }

  assert {
    condition = { for c in data.aws_iam_policy_document.trust.statement[0].condition : c.variable => join(" ", sort(c.values)) } == {
      "token.actions.githubusercontent.com:aud" = "sts.amazonaws.com"
      "token.actions.githubusercontent.com:sub" = join(" ", [
        "repo:example/web:ref:refs/heads/release/web",
        "repo:example@123456/web@456789:ref:refs/heads/release/web",
      ])
    }
    error_message = "With IDs given, the trust has a wildcard or names another branch."
  }
}

run "circleci_is_one_project_and_one_branch" {
  command = plan

  variables {
    ci              = "circleci"
    organization_id = "11111111-2222-3333-4444-555555555555"
    project_id      = "66666666-7777-8888-9999-aaaaaaaaaaaa"
  }

  assert {
    condition = { for c in data.aws_iam_policy_document.trust.statement[0].condition : c.variable => [c.test, one(c.values)] } == {
      "oidc.circleci.com/org/11111111-2222-3333-4444-555555555555:aud" = ["StringEquals", "11111111-2222-3333-4444-555555555555"]
      "oidc.circleci.com/org/11111111-2222-3333-4444-555555555555:sub" = ["StringLike", join("/", [
        "org/11111111-2222-3333-4444-555555555555/project/66666666-7777-8888-9999-aaaaaaaaaaaa",
        "user/????????-????-????-????-????????????/vcs-origin/github.com/example/web/vcs-ref/refs/heads/main",
      ])]
    }
    error_message = "Others than jobs of the project on main may use the role. A \"*\" would match branches that are named like the subject."
  }

  assert {
    condition     = data.aws_iam_openid_connect_provider.this[0].url == "https://oidc.circleci.com/org/11111111-2222-3333-4444-555555555555"
    error_message = "The OIDC provider is not the organization's."
  }
}

run "a_ci_that_only_starts_a_pipeline" {
  command = apply

  variables {
    ci                   = "circleci"
    organization_id      = "11111111-2222-3333-4444-555555555555"
    project_id           = "66666666-7777-8888-9999-aaaaaaaaaaaa"
    repository_arn       = null
    pipeline_arn         = "arn:aws:codepipeline:eu-west-1:111111111111:web-stg"
    create_provider      = true
    permissions_boundary = "arn:aws:iam::111111111111:policy/developer-boundary"
  }

  assert {
    condition = { for s in data.aws_iam_policy_document.this.statement : s.sid => [s.actions, s.resources] } == {
      StartPipeline = [toset(["codepipeline:StartPipelineExecution"]), toset(["arn:aws:codepipeline:eu-west-1:111111111111:web-stg"])]
    }
    error_message = "The CI may do more than start its pipeline."
  }

  assert {
    condition = (
      aws_iam_openid_connect_provider.this[0].url == "https://oidc.circleci.com/org/11111111-2222-3333-4444-555555555555" &&
      aws_iam_openid_connect_provider.this[0].client_id_list == toset(["11111111-2222-3333-4444-555555555555"]) &&
      length(data.aws_iam_openid_connect_provider.this) == 0 &&
      one(data.aws_iam_policy_document.trust.statement[0].principals).identifiers == toset(["arn:aws:iam::111111111111:oidc-provider/made"])
    )
    error_message = "create_provider does not make the provider that the role trusts."
  }

  assert {
    condition     = aws_iam_role.this.permissions_boundary == "arn:aws:iam::111111111111:policy/developer-boundary"
    error_message = "The permissions boundary is missing."
  }
}

run "the_provider_of_github_knows_the_audience_of_aws" {
  command = plan

  variables {
    create_provider = true
  }

  assert {
    condition     = aws_iam_openid_connect_provider.this[0].client_id_list == toset(["sts.amazonaws.com"])
    error_message = "GitHub's tokens for AWS have another audience than the provider knows."
  }
}

run "refuses_wrong_values" {
  command = plan

  variables {
    name                 = "Web_STG"
    repository           = "https://github.com/example/web"
    branch               = "refs/heads/*"
    repository_arn       = "arn:aws:ecr:eu-west-1:111111111111:repository/*"
    permissions_boundary = "developer-boundary"
  }

  expect_failures = [
    var.name,
    var.repository,
    var.branch,
    var.repository_arn,
    var.permissions_boundary,
  ]
}

run "refuses_another_ci" {
  command = plan

  variables {
    ci           = "jenkins"
    branch       = "a\"b: $${{ x }}"
    pipeline_arn = "arn:aws:codepipeline:eu-west-1:111111111111:web-stg/Source"
  }

  expect_failures = [var.ci, var.branch, var.pipeline_arn]
}

run "refuses_half_the_ids" {
  command = plan

  variables {
    organization_id = "123456"
  }

  expect_failures = [var.project_id]
}

run "refuses_circleci_without_its_organization" {
  command = plan

  variables {
    ci         = "circleci"
    repository = "example/*"
    branch     = "feature/../main"
  }

  expect_failures = [var.organization_id, var.repository, var.branch]
}

run "refuses_circleci_without_its_project" {
  command = plan

  variables {
    ci              = "circleci"
    organization_id = "11111111-2222-3333-4444-555555555555"
  }

  expect_failures = [var.project_id]
}

run "refuses_ids_of_the_other_ci" {
  command = plan

  variables {
    organization_id = "123456"
    project_id      = "66666666-7777-8888-9999-aaaaaaaaaaaa"
  }

  expect_failures = [var.project_id]
}

run "refuses_an_organization_of_the_other_ci" {
  command = plan

  variables {
    ci              = "circleci"
    organization_id = "123456"
    project_id      = "66666666-7777-8888-9999-aaaaaaaaaaaa"
  }

  expect_failures = [var.organization_id]
}

run "refuses_a_role_without_a_use" {
  command = plan

  variables {
    repository_arn = null
  }

  expect_failures = [var.repository_arn]
}
