locals {
  is_github = var.ci == "github-actions"
  owner     = split("/", var.repository)[0]
  project   = split("/", var.repository)[1]

  issuer   = local.is_github ? "token.actions.githubusercontent.com" : "oidc.circleci.com/org/${coalesce(var.organization_id, "-")}"
  audience = local.is_github ? "sts.amazonaws.com" : var.organization_id

  provider_arn = one(concat(aws_iam_openid_connect_provider.this[*].arn, data.aws_iam_openid_connect_provider.this[*].arn))
  has_ids      = var.organization_id != null && var.project_id != null

  # Repositories that were made, renamed or moved after July 2026 name themselves with their IDs:
  # https://docs.github.com/en/actions/reference/security/oidc#immutable-subject-claims
  github_subjects = [
    "repo:${var.repository}:ref:refs/heads/${var.branch}",
    "repo:${local.owner}@${local.has_ids ? var.organization_id : "*"}/${local.project}@${local.has_ids ? var.project_id : "*"}:ref:refs/heads/${var.branch}",
  ]

  # The subject of CIRCLE_OIDC_TOKEN_V2. The user who set off the job is a UUID, whose length is written
  # out: a "*" would also match a branch that is called like the rest of this line.
  # https://circleci.com/docs/guides/permissions-authentication/openid-connect-tokens/
  circleci_subjects = [join("/", [
    "org/${coalesce(var.organization_id, "-")}/project/${coalesce(var.project_id, "-")}",
    "user/????????-????-????-????-????????????",
    "vcs-origin/github.com/${var.repository}/vcs-ref/refs/heads/${var.branch}",
  ])]
}

################################################################################
# Who may use the role
################################################################################

data "aws_iam_openid_connect_provider" "this" {
  count = var.create_provider ? 0 : 1

  url = "https://${local.issuer}"
}

# Without thumbprints: AWS trusts the issuer's certificate by its own list of authorities.
# https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_create_oidc_verify-thumbprint.html
resource "aws_iam_openid_connect_provider" "this" {
  count = var.create_provider ? 1 : 0

  url            = "https://${local.issuer}"
  client_id_list = [local.audience]
}

data "aws_iam_policy_document" "trust" {
  statement {
    actions = ["sts:AssumeRoleWithWebIdentity"]

    principals {
      type        = "Federated"
      identifiers = [local.provider_arn]
    }

    condition {
      test     = "StringEquals"
      variable = "${local.issuer}:aud"
      values   = [local.audience]
    }

    condition {
      test     = "StringLike"
      variable = "${local.issuer}:sub"
      values   = local.is_github ? local.github_subjects : local.circleci_subjects
    }

    # Where the IDs are not known, a "*" stands for them; this holds it to the one repository.
    # https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html#condition-keys-wif
    dynamic "condition" {
      for_each = local.is_github && !local.has_ids ? [var.repository] : []

      content {
        test     = "StringEquals"
        variable = "${local.issuer}:repository"
        values   = [condition.value]
      }
    }
  }
}

resource "aws_iam_role" "this" {
  name                 = "${var.name}-ci"
  description          = "What the CI of the application ${var.name} may do"
  assume_role_policy   = data.aws_iam_policy_document.trust.json
  permissions_boundary = var.permissions_boundary
}

################################################################################
# What the role may do
################################################################################

resource "aws_iam_role_policy" "this" {
  name   = "ci"
  role   = aws_iam_role.this.name
  policy = data.aws_iam_policy_document.this.json
}

data "aws_iam_policy_document" "this" {
  # https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-push-iam.html
  # BatchGetImage and DescribeImages also serve to give a pushed image the tag that deploys.
  dynamic "statement" {
    for_each = var.repository_arn == null ? [] : [var.repository_arn]

    content {
      sid = "PushImage"
      actions = [
        "ecr:BatchCheckLayerAvailability",
        "ecr:BatchGetImage",
        "ecr:CompleteLayerUpload",
        "ecr:DescribeImages",
        "ecr:InitiateLayerUpload",
        "ecr:PutImage",
        "ecr:UploadLayerPart",
      ]
      resources = [statement.value]
    }
  }

  dynamic "statement" {
    for_each = var.repository_arn == null ? [] : [true]

    content {
      sid     = "LogInToEcr"
      actions = ["ecr:GetAuthorizationToken"]

      # A token is for the whole registry, so AWS has no resource-level permission for it:
      # https://docs.aws.amazon.com/AmazonECR/latest/userguide/security_iam_id-based-policy-examples.html
      resources = ["*"]
    }
  }

  dynamic "statement" {
    for_each = var.pipeline_arn == null ? [] : [var.pipeline_arn]

    content {
      sid       = "StartPipeline"
      actions   = ["codepipeline:StartPipelineExecution"]
      resources = [statement.value]
    }
  }
}
