data "aws_caller_identity" "current" {}

data "aws_partition" "current" {}

locals {
  is_oidc = var.ci != "codebuild"
  account = "${data.aws_partition.current.partition}:iam::${data.aws_caller_identity.current.account_id}"
  owner   = split("/", var.repository)[0]
  project = split("/", var.repository)[1]
  has_ids = var.organization_id != null && var.project_id != null

  issuer   = var.ci == "github" ? "token.actions.githubusercontent.com" : "oidc.circleci.com/org/${coalesce(var.organization_id, "-")}"
  audience = var.ci == "github" ? "sts.amazonaws.com" : coalesce(var.organization_id, "-")

  provider_arn = one(concat(aws_iam_openid_connect_provider.this[*].arn, data.aws_iam_openid_connect_provider.this[*].arn))

  # Repositories that were made, renamed or moved after July 2026 name themselves with their IDs:
  # https://docs.github.com/en/actions/reference/security/oidc#immutable-subject-claims
  github_names = [
    "repo:${var.repository}",
    "repo:${local.owner}@${local.has_ids ? var.organization_id : "*"}/${local.project}@${local.has_ids ? var.project_id : "*"}",
  ]

  # The subject of CIRCLE_OIDC_TOKEN_V2. The user who set off the job is a UUID, whose length is written
  # out: a "*" would also match a branch that is called like the rest of this line.
  # https://circleci.com/docs/guides/permissions-authentication/openid-connect-tokens/
  circleci_name = join("/", [
    "org/${coalesce(var.organization_id, "-")}/project/${coalesce(var.project_id, "-")}",
    "user/????????-????-????-????-????????????/vcs-origin/github.com/${var.repository}/vcs-ref/refs/heads",
  ])

  # A pull request of a fork is given no token, so "pull_request" means branches of the repository itself:
  # https://docs.github.com/en/actions/reference/workflows-and-actions/events-that-trigger-workflows#pull_request
  subjects = {
    github = {
      plan  = flatten([for name in local.github_names : ["${name}:pull_request", "${name}:ref:refs/heads/${var.branch}"]])
      apply = [for name in local.github_names : "${name}:environment:${var.environment}"]
    }
    circleci = {
      plan  = ["${local.circleci_name}/*"]
      apply = ["${local.circleci_name}/${var.branch}"]
    }
    codebuild = { plan = [], apply = [] }
  }[var.ci]

  states = "arn:${data.aws_partition.current.partition}:s3:::${var.state_bucket}/${var.environment}"

  # What a service of this environment is called, and what its roles are.
  service_roles = "arn:${local.account}:role/*-${var.environment}-*"
  own_roles     = ["arn:${local.account}:role/${var.name}-plan", "arn:${local.account}:role/${var.name}-apply"]

  # What tfgen calls the buckets of services and platforms.
  buckets = [for kind in ["artifacts", "templates"] :
    "arn:${data.aws_partition.current.partition}:s3:::*-${kind}-${data.aws_caller_identity.current.account_id}"
  ]

  parameters = [for name in concat(["/*-${var.environment}/image"], var.parameters) :
    "arn:${data.aws_partition.current.partition}:ssm:*:${data.aws_caller_identity.current.account_id}:parameter${name}"
  ]
}

################################################################################
# Who may use the roles
################################################################################

data "aws_iam_openid_connect_provider" "this" {
  count = local.is_oidc && !var.create_provider ? 1 : 0

  url = "https://${local.issuer}"
}

# Without thumbprints: AWS trusts the issuer's certificate by its own list of authorities.
# https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_create_oidc_verify-thumbprint.html
resource "aws_iam_openid_connect_provider" "this" {
  count = local.is_oidc && var.create_provider ? 1 : 0

  url            = "https://${local.issuer}"
  client_id_list = [local.audience]
}

data "aws_iam_policy_document" "trust" {
  for_each = local.subjects

  dynamic "statement" {
    for_each = local.is_oidc ? [local.provider_arn] : []

    content {
      actions = ["sts:AssumeRoleWithWebIdentity"]

      principals {
        type        = "Federated"
        identifiers = [statement.value]
      }

      condition {
        test     = "StringEquals"
        variable = "${local.issuer}:aud"
        values   = [local.audience]
      }

      condition {
        test     = "StringLike"
        variable = "${local.issuer}:sub"
        values   = each.value
      }

      # Where the IDs are not known, a "*" stands for them; this holds it to the one repository.
      # https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html#condition-keys-wif
      dynamic "condition" {
        for_each = var.ci == "github" && !local.has_ids ? [var.repository] : []

        content {
          test     = "StringEquals"
          variable = "${local.issuer}:repository"
          values   = [condition.value]
        }
      }

      # Any branch can hold a workflow that names the environment, whose own rules somebody may forget.
      dynamic "condition" {
        for_each = var.ci == "github" && each.key == "apply" ? [var.branch] : []

        content {
          test     = "StringEquals"
          variable = "${local.issuer}:ref"
          values   = ["refs/heads/${condition.value}"]
        }
      }
    }
  }

  # https://docs.aws.amazon.com/codebuild/latest/userguide/setting-up-service-role.html
  dynamic "statement" {
    for_each = local.is_oidc ? [] : [each.key]

    content {
      actions = ["sts:AssumeRole"]

      principals {
        type        = "Service"
        identifiers = ["codebuild.amazonaws.com"]
      }

      condition {
        test     = "ArnLike"
        variable = "aws:SourceArn"
        values   = ["arn:${data.aws_partition.current.partition}:codebuild:*:${data.aws_caller_identity.current.account_id}:project/${var.name}-${statement.value}"]
      }
    }
  }
}

resource "aws_iam_role" "plan" {
  name                 = "${var.name}-plan"
  description          = "What a plan of ${var.repository} for ${var.environment} may read"
  assume_role_policy   = data.aws_iam_policy_document.trust["plan"].json
  permissions_boundary = var.permissions_boundary
}

resource "aws_iam_role" "apply" {
  name               = "${var.name}-apply"
  description        = "What an apply of ${var.repository} to ${var.environment} may change"
  assume_role_policy = data.aws_iam_policy_document.trust["apply"].json
  # An apply that waits for deployments takes longer than an hour; with its credentials gone, Terraform
  # could neither save the state nor free its lock.
  max_session_duration = 7200
  permissions_boundary = var.permissions_boundary
}

################################################################################
# What both may read
################################################################################

data "aws_iam_policy_document" "read" {
  #checkov:skip=CKV_AWS_356:Descriptions of AWS's services know no narrower resource, or are asked for by names that a plan does not know yet.
  #checkov:skip=CKV_AWS_108:No action here reads a secret, an image or an object other than the templates of deployments.
  statement {
    sid = "ReadStates"
    actions = [
      "s3:GetObject",
      "s3:GetObjectVersion",
    ]
    resources = ["${local.states}/*"]
  }

  # https://developer.hashicorp.com/terraform/language/backend/s3#permissions-required
  statement {
    sid       = "LockStates"
    actions   = ["s3:PutObject", "s3:DeleteObject"]
    resources = ["${local.states}/*.tflock"]
  }

  # Names of objects only. Not held to the folder: for whoever may not list a bucket, a state that is not
  # there yet is a refusal: https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html
  statement {
    sid       = "ListStates"
    actions   = ["s3:ListBucket"]
    resources = ["arn:${data.aws_partition.current.partition}:s3:::${var.state_bucket}"]
  }

  # A lock is an object, and is encrypted like the others.
  dynamic "statement" {
    for_each = var.state_kms_key_arn == null ? [] : [var.state_kms_key_arn]

    content {
      sid       = "UseKeyOfStates"
      actions   = ["kms:Decrypt", "kms:GenerateDataKey"]
      resources = [statement.value]
    }
  }

  # Whether they are there: https://docs.aws.amazon.com/AmazonS3/latest/API/API_HeadBucket.html
  statement {
    sid       = "ListBucketsOfServices"
    actions   = ["s3:ListBucket"]
    resources = local.buckets
  }

  # Buckets of platforms have a key of their own. What is encrypted, who may read the object decides.
  statement {
    sid       = "UseKeysByWayOfS3"
    actions   = ["kms:Decrypt", "kms:GenerateDataKey"]
    resources = ["arn:${data.aws_partition.current.partition}:kms:*:${data.aws_caller_identity.current.account_id}:key/*"]

    condition {
      test     = "StringLike"
      variable = "kms:ViaService"
      values   = ["s3.*"]
    }
  }

  # The image that runs, and what tfgen.yaml refers to.
  statement {
    sid       = "ReadParameters"
    actions   = ["ssm:GetParameter", "ssm:GetParameters", "ssm:ListTagsForResource"]
    resources = local.parameters
  }

  # Task definition, appspec and release of blue/green.
  statement {
    sid       = "ReadTemplatesOfDeployments"
    actions   = ["s3:GetObject", "s3:GetObjectTagging"]
    resources = [for name in ["taskdef.json", "appspec.yaml", "release.json"] : "arn:${data.aws_partition.current.partition}:s3:::*/*-${var.environment}/${name}"]
  }

  # CodeBuild starts with the role: its log, and the clone of the repository.
  # https://docs.aws.amazon.com/codebuild/latest/userguide/setting-up-service-role.html
  dynamic "statement" {
    for_each = local.is_oidc ? [] : [var.name]

    content {
      sid       = "WriteLogs"
      actions   = ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"]
      resources = ["arn:${data.aws_partition.current.partition}:logs:*:${data.aws_caller_identity.current.account_id}:log-group:/aws/codebuild/${statement.value}-*"]
    }
  }

  dynamic "statement" {
    for_each = local.is_oidc ? [] : ["codeconnections", "codestar-connections"]

    content {
      sid       = "Clone${title(split("-", statement.value)[0])}"
      actions   = ["${statement.value}:GetConnection", "${statement.value}:GetConnectionToken", "${statement.value}:UseConnection"]
      resources = ["arn:${data.aws_partition.current.partition}:${statement.value}:*:${data.aws_caller_identity.current.account_id}:connection/*"]
    }
  }

  # A parameter that is encrypted is a secret. AWS's own key decrypts it for whoever may read it, unless denied.
  # https://docs.aws.amazon.com/systems-manager/latest/userguide/secure-string-parameter-kms-encryption.html
  statement {
    sid       = "NoSecrets"
    effect    = "Deny"
    actions   = ["kms:Decrypt"]
    resources = ["arn:${data.aws_partition.current.partition}:kms:*:*:key/*"]

    condition {
      test     = "StringLike"
      variable = "kms:ViaService"
      # CodeBuild itself reads its projects' variables out of Secrets Manager with this role, where it may.
      values = local.is_oidc ? ["ssm.*", "secretsmanager.*"] : ["ssm.*"]
    }
  }

  # What the AWS provider asks for when it refreshes what the catalog's modules and stacks hold. Not
  # AWS's ReadOnlyAccess: that reads objects of all buckets, messages of queues, rows of tables.
  # https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
  statement {
    sid = "Describe"
    actions = [
      "application-autoscaling:DescribeScalableTargets", "application-autoscaling:DescribeScalingPolicies",
      "application-autoscaling:ListTagsForResource",
      "cloudwatch:DescribeAlarms", "cloudwatch:ListTagsForResource",
      "codebuild:BatchGetProjects",
      "codedeploy:BatchGetDeploymentGroups", "codedeploy:GetApplication", "codedeploy:GetDeploymentGroup",
      "codedeploy:ListDeployments", "codedeploy:BatchGetDeployments", "codedeploy:ListTagsForResource",
      "codepipeline:GetPipeline", "codepipeline:GetPipelineState", "codepipeline:ListPipelineExecutions",
      "codepipeline:ListTagsForResource",
      "ec2:DescribeAvailabilityZones", "ec2:DescribeNetworkInterfaces", "ec2:DescribeSecurityGroupRules",
      "ec2:DescribeSecurityGroups", "ec2:DescribeSubnets", "ec2:DescribeTags", "ec2:DescribeVpcAttribute",
      "ec2:DescribeVpcs",
      "ecr:DescribeImages", "ecr:DescribeRepositories", "ecr:GetLifecyclePolicy", "ecr:GetRepositoryPolicy",
      "ecr:ListTagsForResource",
      "ecs:DescribeCapacityProviders", "ecs:DescribeClusters", "ecs:DescribeServices",
      "ecs:DescribeServiceDeployments", "ecs:DescribeTaskDefinition", "ecs:ListServiceDeployments", "ecs:ListTagsForResource",
      "ecs:ListTaskDefinitions",
      "elasticloadbalancing:DescribeCapacityReservation", "elasticloadbalancing:DescribeListenerAttributes",
      "elasticloadbalancing:DescribeListeners", "elasticloadbalancing:DescribeLoadBalancerAttributes",
      "elasticloadbalancing:DescribeLoadBalancers", "elasticloadbalancing:DescribeRules",
      "elasticloadbalancing:DescribeTags", "elasticloadbalancing:DescribeTargetGroupAttributes",
      "elasticloadbalancing:DescribeTargetGroups", "elasticloadbalancing:DescribeTargetHealth",
      "events:DescribeRule", "events:ListTagsForResource", "events:ListTargetsByRule",
      "iam:GetOpenIDConnectProvider", "iam:GetRole", "iam:GetRolePolicy", "iam:ListAttachedRolePolicies",
      "iam:ListInstanceProfilesForRole", "iam:ListOpenIDConnectProviders", "iam:ListRolePolicies",
      "kms:DescribeKey", "kms:GetKeyPolicy", "kms:GetKeyRotationStatus", "kms:ListAliases",
      "kms:ListResourceTags",
      "logs:DescribeLogGroups", "logs:ListTagsForResource",
      "s3:GetAccelerateConfiguration", "s3:GetBucketAcl", "s3:GetBucketCORS", "s3:GetBucketLocation",
      "s3:GetBucketLogging", "s3:GetBucketNotification", "s3:GetBucketObjectLockConfiguration",
      "s3:GetBucketOwnershipControls", "s3:GetBucketPolicy", "s3:GetBucketPublicAccessBlock",
      "s3:GetBucketRequestPayment", "s3:GetBucketTagging", "s3:GetBucketVersioning", "s3:GetBucketWebsite",
      "s3:GetEncryptionConfiguration", "s3:GetLifecycleConfiguration", "s3:GetReplicationConfiguration",
      "scheduler:GetSchedule", "scheduler:GetScheduleGroup", "scheduler:ListTagsForResource",
      "sns:GetSubscriptionAttributes", "sns:GetTopicAttributes", "sns:ListTagsForResource",
      "ssm:DescribeParameters",
    ]

    # Many of these know no resource at all:
    # https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonec2.html
    resources = ["*"]
  }
}

resource "aws_iam_role_policy" "plan" {
  name   = "read"
  role   = aws_iam_role.plan.name
  policy = data.aws_iam_policy_document.read.json
}

resource "aws_iam_role_policy" "apply_read" {
  name   = "read"
  role   = aws_iam_role.apply.name
  policy = data.aws_iam_policy_document.read.json
}

################################################################################
# What an apply may change
################################################################################

data "aws_iam_policy_document" "change" {
  #checkov:skip=CKV_AWS_356:What is made new has no ARN yet, and load balancers, keys and security groups get theirs from AWS.
  #checkov:skip=CKV_AWS_111:The same. An environment has an account of its own, and who may apply is in the trust policy.
  #checkov:skip=CKV_AWS_109:Policies of keys, topics and buckets are part of the platform that an apply makes.
  statement {
    sid       = "WriteStates"
    actions   = ["s3:PutObject"]
    resources = ["${local.states}/*.tfstate"]
  }

  statement {
    sid       = "WriteParameters"
    actions   = ["ssm:AddTagsToResource", "ssm:DeleteParameter", "ssm:PutParameter", "ssm:RemoveTagsFromResource"]
    resources = ["arn:${data.aws_partition.current.partition}:ssm:*:${data.aws_caller_identity.current.account_id}:parameter/*-${var.environment}/image"]
  }

  statement {
    sid       = "WriteTemplatesOfDeployments"
    actions   = ["s3:DeleteObject", "s3:DeleteObjectVersion", "s3:PutObject", "s3:PutObjectTagging"]
    resources = [for name in ["taskdef.json", "appspec.yaml", "release.json"] : "arn:${data.aws_partition.current.partition}:s3:::*/*-${var.environment}/${name}"]
  }

  statement {
    sid = "ChangeBuckets"
    actions = [
      "s3:CreateBucket", "s3:DeleteBucket", "s3:DeleteBucketPolicy", "s3:ListBucketVersions", "s3:PutBucketNotification",
      "s3:PutBucketOwnershipControls", "s3:PutBucketPolicy", "s3:PutBucketPublicAccessBlock", "s3:PutBucketTagging",
      "s3:PutBucketVersioning", "s3:PutEncryptionConfiguration", "s3:PutLifecycleConfiguration",
    ]
    resources = local.buckets
  }

  # The artifacts that a pipeline has left go with its bucket (force_destroy of artifact-store).
  statement {
    sid       = "EmptyBuckets"
    actions   = ["s3:DeleteObject", "s3:DeleteObjectVersion"]
    resources = [for bucket in local.buckets : "${bucket}/*"]
  }

  # What the modules of the catalog and the stacks of tfgen hold, and no other service.
  # https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
  statement {
    sid = "Change"
    actions = [
      "application-autoscaling:DeleteScalingPolicy", "application-autoscaling:DeregisterScalableTarget",
      "application-autoscaling:PutScalingPolicy", "application-autoscaling:RegisterScalableTarget",
      "application-autoscaling:TagResource", "application-autoscaling:UntagResource",
      "cloudwatch:DeleteAlarms", "cloudwatch:PutMetricAlarm", "cloudwatch:TagResource", "cloudwatch:UntagResource",
      "codebuild:CreateProject", "codebuild:DeleteProject", "codebuild:UpdateProject",
      "codeconnections:PassConnection", "codeconnections:UseConnection",
      "codedeploy:CreateApplication", "codedeploy:CreateDeploymentGroup", "codedeploy:DeleteApplication",
      "codedeploy:DeleteDeploymentGroup", "codedeploy:TagResource", "codedeploy:UntagResource",
      "codedeploy:UpdateDeploymentGroup",
      "codepipeline:CreatePipeline", "codepipeline:DeletePipeline", "codepipeline:TagResource",
      "codepipeline:UntagResource", "codepipeline:UpdatePipeline",
      "codestar-connections:PassConnection", "codestar-connections:UseConnection",
      "ec2:AuthorizeSecurityGroupEgress", "ec2:AuthorizeSecurityGroupIngress", "ec2:CreateSecurityGroup",
      "ec2:CreateTags", "ec2:DeleteSecurityGroup", "ec2:DeleteTags", "ec2:ModifySecurityGroupRules",
      "ec2:RevokeSecurityGroupEgress", "ec2:RevokeSecurityGroupIngress",
      "ecr:CreateRepository", "ecr:DeleteLifecyclePolicy", "ecr:DeleteRepository", "ecr:PutImageScanningConfiguration",
      "ecr:PutImageTagMutability", "ecr:PutLifecyclePolicy", "ecr:TagResource", "ecr:UntagResource",
      "ecs:CreateCluster", "ecs:CreateService", "ecs:DeleteCluster", "ecs:DeleteService",
      "ecs:DeregisterTaskDefinition", "ecs:PutClusterCapacityProviders", "ecs:RegisterTaskDefinition",
      "ecs:TagResource", "ecs:UntagResource", "ecs:UpdateCluster", "ecs:UpdateService",
      "elasticloadbalancing:AddTags", "elasticloadbalancing:CreateListener", "elasticloadbalancing:CreateLoadBalancer",
      "elasticloadbalancing:CreateRule", "elasticloadbalancing:CreateTargetGroup", "elasticloadbalancing:DeleteListener",
      "elasticloadbalancing:DeleteLoadBalancer", "elasticloadbalancing:DeleteRule",
      "elasticloadbalancing:DeleteTargetGroup", "elasticloadbalancing:ModifyListener", "elasticloadbalancing:ModifyListenerAttributes",
      "elasticloadbalancing:ModifyLoadBalancerAttributes", "elasticloadbalancing:ModifyRule",
      "elasticloadbalancing:ModifyTargetGroup", "elasticloadbalancing:ModifyTargetGroupAttributes", "elasticloadbalancing:RemoveTags",
      "elasticloadbalancing:SetRulePriorities", "elasticloadbalancing:SetSecurityGroups",
      "elasticloadbalancing:SetSubnets",
      "events:DeleteRule", "events:PutRule", "events:PutTargets", "events:RemoveTargets", "events:TagResource",
      "events:UntagResource",
      "kms:CreateAlias", "kms:CreateKey", "kms:DeleteAlias", "kms:EnableKeyRotation", "kms:PutKeyPolicy",
      "kms:ScheduleKeyDeletion", "kms:TagResource", "kms:UntagResource",
      "logs:CreateLogGroup", "logs:DeleteLogGroup", "logs:PutRetentionPolicy", "logs:TagResource", "logs:UntagResource",
      "scheduler:CreateSchedule", "scheduler:CreateScheduleGroup", "scheduler:DeleteSchedule",
      "scheduler:DeleteScheduleGroup", "scheduler:TagResource", "scheduler:UntagResource", "scheduler:UpdateSchedule",
      "sns:CreateTopic", "sns:DeleteTopic", "sns:SetSubscriptionAttributes", "sns:SetTopicAttributes", "sns:Subscribe",
      "sns:TagResource", "sns:Unsubscribe", "sns:UntagResource",
    ]

    # https://docs.aws.amazon.com/service-authorization/latest/reference/list_awselasticloadbalancingv2.html and the like
    resources = ["*"]
  }
}

data "aws_iam_policy_document" "change_roles" {
  #checkov:skip=CKV_AWS_110:With permissions_boundary, roles that lack it can be neither made nor changed; the README says what follows without one.
  #checkov:skip=CKV_AWS_109:The roles of services are what it makes; its own and those of other environments are not among them.
  statement {
    sid       = "ChangeRolesOfServices"
    actions   = ["iam:CreateRole", "iam:DeleteRolePolicy", "iam:PutRolePermissionsBoundary", "iam:PutRolePolicy"]
    resources = [local.service_roles]

    dynamic "condition" {
      for_each = var.permissions_boundary == null ? [] : [var.permissions_boundary]

      content {
        test     = "ArnEquals"
        variable = "iam:PermissionsBoundary"
        values   = [condition.value]
      }
    }
  }

  statement {
    sid = "KeepRolesOfServices"
    actions = [
      "iam:DeleteRole",
      "iam:TagRole",
      "iam:UntagRole",
      "iam:UpdateAssumeRolePolicy",
      "iam:UpdateRole",
      "iam:UpdateRoleDescription",
    ]
    resources = [local.service_roles]
  }

  # https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html
  statement {
    sid       = "PassRolesOfServices"
    actions   = ["iam:PassRole"]
    resources = [local.service_roles]

    condition {
      test     = "StringEquals"
      variable = "iam:PassedToService"
      values = [
        "codebuild.amazonaws.com",
        "codedeploy.amazonaws.com",
        "codepipeline.amazonaws.com",
        "ecs-tasks.amazonaws.com",
        "events.amazonaws.com",
        "scheduler.amazonaws.com",
      ]
    }
  }

  # A new account has none of these: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/using-service-linked-roles.html
  statement {
    sid       = "MakeServiceLinkedRoles"
    actions   = ["iam:CreateServiceLinkedRole"]
    resources = ["arn:${local.account}:role/aws-service-role/*"]

    condition {
      test     = "StringEquals"
      variable = "iam:AWSServiceName"
      values   = ["ecs.amazonaws.com", "ecs.application-autoscaling.amazonaws.com", "elasticloadbalancing.amazonaws.com"]
    }
  }

  # Their names look like those of services. Who applies cannot widen what an apply, or a plan, may do.
  statement {
    sid    = "LeaveOwnRolesAlone"
    effect = "Deny"
    actions = [
      "iam:CreateRole",
      "iam:DeleteRole",
      "iam:DeleteRolePolicy",
      "iam:PassRole",
      "iam:PutRolePermissionsBoundary",
      "iam:PutRolePolicy",
      "iam:UpdateAssumeRolePolicy",
      "iam:UpdateRole",
    ]
    resources = local.own_roles
  }
}

resource "aws_iam_role_policy" "apply" {
  name   = "change"
  role   = aws_iam_role.apply.name
  policy = data.aws_iam_policy_document.change.json
}

resource "aws_iam_role_policy" "apply_iam" {
  name   = "change-roles"
  role   = aws_iam_role.apply.name
  policy = data.aws_iam_policy_document.change_roles.json

  # https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html#reference_iam-quotas-entity-length
  lifecycle {
    precondition {
      condition = length(join("", [
        data.aws_iam_policy_document.read.minified_json,
        data.aws_iam_policy_document.change.minified_json,
        data.aws_iam_policy_document.change_roles.minified_json,
      ])) <= 10240
      error_message = "The policies of a role may have 10,240 characters together; give fewer parameters."
    }
  }
}
