mock_provider "aws" {
  # The provider checks JSON and ARNs even of mocked values, so they must be real in form.
  mock_data "aws_iam_policy_document" {
    defaults = { json = "{\"Version\":\"2012-10-17\",\"Statement\":[]}" }
  }

  mock_data "aws_vpc" {
    defaults = {
      cidr_block_associations = [
        { association_id = "vpc-cidr-assoc-1", cidr_block = "10.0.0.0/16", state = "associated" },
        { association_id = "vpc-cidr-assoc-2", cidr_block = "100.64.0.0/16", state = "associated" },
      ]
    }
  }

  mock_resource "aws_lb" {
    defaults = {
      arn      = "arn:aws:elasticloadbalancing:eu-west-1:111111111111:loadbalancer/app/prd/1234"
      dns_name = "prd-1234.eu-west-1.elb.amazonaws.com"
      zone_id  = "Z32O12XQLNTSW2"
    }
  }

  mock_resource "aws_kms_key" {
    defaults = {
      arn    = "arn:aws:kms:eu-west-1:111111111111:key/1234abcd"
      key_id = "1234abcd"
    }
  }

  mock_resource "aws_sns_topic" {
    defaults = { arn = "arn:aws:sns:eu-west-1:111111111111:prd-alarms" }
  }

  mock_resource "aws_s3_bucket" {
    defaults = { arn = "arn:aws:s3:::prd-artifacts-111111111111" }
  }
}

override_resource {
  target = aws_lb_listener.https
  values = { arn = "arn:aws:elasticloadbalancing:eu-west-1:111111111111:listener/app/prd/1234/https" }
}

override_resource {
  target = aws_lb_listener.test
  values = { arn = "arn:aws:elasticloadbalancing:eu-west-1:111111111111:listener/app/prd/1234/test" }
}

variables {
  name              = "prd"
  vpc_id            = "vpc-0a1b2c3d"
  public_subnet_ids = ["subnet-0a1b2c3d", "subnet-4e5f6a7b"]
  certificate_arn   = "arn:aws:acm:eu-west-1:111111111111:certificate/1234abcd"
}

run "a_cluster_and_an_entrance_by_https_only" {
  command = apply

  assert {
    condition = aws_ecs_cluster.this.name == "prd" && [
      for setting in aws_ecs_cluster.this.setting : "${setting.name} ${setting.value}"
    ] == ["containerInsights enabled"]
    error_message = "The cluster is not called after the environment or lacks Container Insights."
  }

  assert {
    condition     = aws_ecs_cluster_capacity_providers.this.capacity_providers == toset(["FARGATE", "FARGATE_SPOT"])
    error_message = "Services cannot run on Fargate and Fargate Spot."
  }

  assert {
    condition = (
      aws_lb.this.name == "prd" && !aws_lb.this.internal && aws_lb.this.load_balancer_type == "application" &&
      aws_lb.this.subnets == toset(["subnet-0a1b2c3d", "subnet-4e5f6a7b"]) &&
      aws_lb.this.security_groups == toset([aws_security_group.load_balancer.id]) &&
      aws_lb.this.drop_invalid_header_fields && aws_lb.this.enable_deletion_protection && length(aws_lb.this.access_logs) == 0
    )
    error_message = "The load balancer is not public in its subnets, protected, and strict about headers."
  }

  assert {
    condition = alltrue([
      for port, listener in { 443 = aws_lb_listener.https, 8443 = aws_lb_listener.test } : (
        listener.port == tonumber(port) && listener.protocol == "HTTPS" && listener.ssl_policy == "ELBSecurityPolicy-TLS13-1-2-2021-06" &&
        listener.certificate_arn == "arn:aws:acm:eu-west-1:111111111111:certificate/1234abcd" &&
        listener.default_action[0].type == "fixed-response" && listener.default_action[0].fixed_response[0].status_code == "404"
      )
    ])
    error_message = "A listener takes old TLS, or answers what no service has a rule for with more than 404."
  }

  assert {
    condition = (
      aws_lb_listener.redirect.port == 80 && aws_lb_listener.redirect.protocol == "HTTP" &&
      aws_lb_listener.redirect.default_action[0].redirect[0].protocol == "HTTPS" &&
      aws_lb_listener.redirect.default_action[0].redirect[0].port == "443" &&
      aws_lb_listener.redirect.default_action[0].redirect[0].status_code == "HTTP_301"
    )
    error_message = "HTTP is not redirected to HTTPS."
  }

  assert {
    condition = [
      for rules in [
        aws_vpc_security_group_ingress_rule.https, aws_vpc_security_group_ingress_rule.redirect, aws_vpc_security_group_ingress_rule.test,
      ] : [for rule in rules : "${rule.from_port}-${rule.to_port} ${rule.cidr_ipv4}"]
    ] == [["443-443 0.0.0.0/0"], ["80-80 0.0.0.0/0"], []]
    error_message = "By default everybody reaches 443 and 80, and nobody the test listener."
  }

  assert {
    condition     = [for rule in aws_vpc_security_group_egress_rule.tasks : rule.cidr_ipv4] == ["10.0.0.0/16", "100.64.0.0/16"]
    error_message = "The load balancer reaches more or less than the VPC."
  }

  assert {
    condition     = aws_security_group.load_balancer.vpc_id == "vpc-0a1b2c3d"
    error_message = "The security group is in another VPC."
  }
}

run "buckets_and_alarms_under_one_key" {
  command = apply

  assert {
    condition     = aws_kms_key.this.enable_key_rotation && aws_kms_alias.this.name == "alias/prd" && aws_kms_alias.this.target_key_id == aws_kms_key.this.key_id
    error_message = "The key does not rotate, or its alias leads elsewhere."
  }

  assert {
    condition = { for s in data.aws_iam_policy_document.key.statement : s.sid => [for p in s.principals : one(p.identifiers)] } == {
      Administer                 = ["arn:aws:iam::111111111111:root"]
      UseThroughStorageAndTopics = ["arn:aws:iam::111111111111:root"]
      PublishAlarms              = ["cloudwatch.amazonaws.com"]
    }
    error_message = "Others than the account and CloudWatch may use the key."
  }

  assert {
    condition = { for s in data.aws_iam_policy_document.key.statement : s.sid => [for c in s.condition : [c.variable, c.values]] if length(s.condition) > 0 } == {
      UseThroughStorageAndTopics = [["kms:ViaService", tolist(["s3.eu-west-1.amazonaws.com", "sns.eu-west-1.amazonaws.com"])]]
      PublishAlarms              = [["aws:SourceAccount", tolist(["111111111111"])]]
    }
    error_message = "The key can be used past S3 and SNS, or by alarms of another account."
  }

  assert {
    condition = alltrue([
      for s in data.aws_iam_policy_document.key.statement : !contains(s.actions, "kms:*") && (
        s.sid != "Administer" || (contains(s.actions, "kms:PutKeyPolicy") && !contains(s.actions, "kms:Decrypt"))
      )
    ])
    error_message = "Who manages the key also reads with it, or nobody could change its policy."
  }

  assert {
    condition     = aws_sns_topic.alarms.name == "prd-alarms" && aws_sns_topic.alarms.kms_master_key_id == aws_kms_key.this.arn
    error_message = "The topic is not called after the environment or not encrypted by the key."
  }

  assert {
    condition = one([
      for s in data.aws_iam_policy_document.topic.statement :
      [s.actions, one(s.principals).identifiers, s.resources, { for c in s.condition : c.variable => one(c.values) }]
      ]) == [
      toset(["sns:Publish"]), toset(["cloudwatch.amazonaws.com"]), toset(["arn:aws:sns:eu-west-1:111111111111:prd-alarms"]), {
        "aws:SourceAccount" = "111111111111"
        "aws:SourceArn"     = "arn:aws:cloudwatch:eu-west-1:111111111111:alarm:*"
      },
    ]
    error_message = "Others than the alarms of the account and region may publish to the topic."
  }

  assert {
    condition     = length(aws_sns_topic_subscription.email) == 0
    error_message = "Somebody is told of alarms who was not named."
  }

  assert {
    condition = [output.cluster_name, output.listener_arn, output.test_listener_arn, output.kms_key_arn, output.alarm_topic_arn] == [
      "prd", aws_lb_listener.https.arn, aws_lb_listener.test.arn, aws_kms_key.this.arn, aws_sns_topic.alarms.arn,
    ]
    error_message = "An output names the wrong thing."
  }

  assert {
    condition = [output.artifact_bucket, output.template_bucket, output.load_balancer_arn, output.load_balancer_dns_name, output.load_balancer_zone_id] == [
      "prd-artifacts-111111111111", "prd-templates-111111111111", aws_lb.this.arn, aws_lb.this.dns_name, aws_lb.this.zone_id,
    ]
    error_message = "An output names the wrong bucket or load balancer."
  }
}

run "as_asked" {
  command = apply

  variables {
    client_cidrs        = ["203.0.113.0/24", "198.51.100.0/24"]
    test_cidrs          = ["192.0.2.0/28"]
    alarm_emails        = ["on-call@example.com"]
    access_log_bucket   = "example-access-logs"
    deletion_protection = false
  }

  assert {
    condition = [
      for rules in [
        aws_vpc_security_group_ingress_rule.https, aws_vpc_security_group_ingress_rule.redirect, aws_vpc_security_group_ingress_rule.test,
      ] : [for rule in rules : "${rule.from_port} ${rule.cidr_ipv4}"]
      ] == [
      ["443 198.51.100.0/24", "443 203.0.113.0/24"], ["80 198.51.100.0/24", "80 203.0.113.0/24"], ["8443 192.0.2.0/28"],
    ]
    error_message = "client_cidrs or test_cidrs is not who reaches the load balancer."
  }

  assert {
    condition     = [for s in aws_sns_topic_subscription.email : "${s.protocol} ${s.endpoint} ${s.topic_arn}"] == ["email on-call@example.com ${aws_sns_topic.alarms.arn}"]
    error_message = "alarm_emails are not told of alarms."
  }

  assert {
    condition     = [for log in aws_lb.this.access_logs : "${log.bucket} ${log.prefix} ${log.enabled}"] == ["example-access-logs prd true"]
    error_message = "access_log_bucket gets no access logs."
  }

  assert {
    condition     = !aws_lb.this.enable_deletion_protection
    error_message = "deletion_protection does not reach the load balancer."
  }
}

run "in_another_partition" {
  command = apply

  variables {
    certificate_arn = "arn:aws-cn:acm:cn-north-1:111111111111:certificate/1234abcd"
  }

  assert {
    condition     = contains(data.aws_iam_policy_document.key.statement[1].condition[*].values, tolist(["s3.cn-north-1.amazonaws.com.cn", "sns.cn-north-1.amazonaws.com.cn"]))
    error_message = "The key cannot be used through S3 in China."
  }
}

run "refuses_wrong_values" {
  command = plan

  variables {
    name                     = "Production"
    vpc_id                   = "10.0.0.0/16"
    public_subnet_ids        = ["subnet-0a1b2c3d", "subnet-0a1b2c3d"]
    certificate_arn          = "arn:aws:iam::111111111111:server-certificate/web"
    client_cidrs             = []
    test_cidrs               = ["0.0.0.0/0"]
    alarm_emails             = ["on-call"]
    artifact_expiration_days = 0
    access_log_bucket        = "s3://logs"
  }

  expect_failures = [
    var.name,
    var.vpc_id,
    var.public_subnet_ids,
    var.certificate_arn,
    var.client_cidrs,
    var.test_cidrs,
    var.alarm_emails,
    var.artifact_expiration_days,
    var.access_log_bucket,
  ]
}

run "refuses_other_wrong_values" {
  command = plan

  variables {
    name              = "internal-prd"
    public_subnet_ids = ["public-a", "public-b"]
    client_cidrs      = ["203.0.113.7"]
    test_cidrs        = ["203.0.113.7"]
  }

  expect_failures = [var.name, var.public_subnet_ids, var.client_cidrs, var.test_cidrs]
}
