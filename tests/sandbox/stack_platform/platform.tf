resource "aws_kms_key" "this" {
  description             = "artifacts and logs ${var.change}"
  enable_key_rotation     = true
  deletion_window_in_days = 7
  policy = jsonencode({ Version = "2012-10-17", Statement = [{
    Effect    = "Allow"
    Principal = { AWS = "arn:aws:iam::${data.aws_caller_identity.current.account_id}:root" }
    Action    = "kms:*"
    Resource  = "*"
  }] })
}

resource "aws_kms_alias" "this" {
  name          = "alias/${local.name}"
  target_key_id = aws_kms_key.this.key_id
}

resource "aws_sns_topic" "this" {
  name              = local.name
  display_name      = "alarms ${var.change}"
  kms_master_key_id = aws_kms_key.this.arn
}

resource "aws_sns_topic_policy" "this" {
  arn = aws_sns_topic.this.arn
  policy = jsonencode({ Version = "2012-10-17", Statement = [{
    Effect    = "Allow"
    Principal = { Service = "cloudwatch.amazonaws.com" }
    Action    = "sns:Publish"
    Resource  = aws_sns_topic.this.arn
  }] })
}

resource "aws_s3_bucket" "templates" {
  bucket        = "${local.name}-templates-${data.aws_caller_identity.current.account_id}"
  force_destroy = true
}

resource "aws_s3_bucket_versioning" "templates" {
  bucket = aws_s3_bucket.templates.id
  versioning_configuration { status = "Enabled" }
}

resource "aws_s3_bucket_server_side_encryption_configuration" "templates" {
  bucket = aws_s3_bucket.templates.id
  rule {
    apply_server_side_encryption_by_default {
      sse_algorithm     = "aws:kms"
      kms_master_key_id = aws_kms_key.this.arn
    }
    bucket_key_enabled = true
  }
}

resource "aws_s3_bucket_notification" "templates" {
  bucket      = aws_s3_bucket.templates.id
  eventbridge = true
}

resource "aws_s3_object" "template" {
  bucket      = aws_s3_bucket.templates.id
  key         = "web/taskdef.json"
  content     = "{\"change\": \"${var.change}\", \"image\": \"<IMAGE1_NAME>\"}"
  source_hash = sha256(var.change)
  kms_key_id  = aws_kms_key.this.arn
  depends_on  = [aws_s3_bucket_versioning.templates]
}

resource "aws_ecs_cluster" "this" {
  name = local.name
  setting {
    name  = "containerInsights"
    value = local.before ? "enabled" : "enhanced"
  }
  configuration {
    execute_command_configuration {
      kms_key_id = aws_kms_key.this.arn
      logging    = "OVERRIDE"
      log_configuration {
        cloud_watch_encryption_enabled = true
        cloud_watch_log_group_name     = aws_cloudwatch_log_group.this.name
      }
    }
  }
}

resource "aws_ecs_cluster_capacity_providers" "this" {
  cluster_name       = aws_ecs_cluster.this.name
  capacity_providers = ["FARGATE", "FARGATE_SPOT"]
}

resource "aws_cloudwatch_log_group" "this" {
  name              = "/platform/${local.name}"
  retention_in_days = local.before ? 30 : 60
}

resource "aws_service_discovery_http_namespace" "this" {
  name        = local.name
  description = "service connect ${var.change}"
}

resource "aws_lb" "this" {
  name                       = local.name
  load_balancer_type         = "application"
  security_groups            = var.security_group_ids
  subnets                    = var.subnet_ids
  drop_invalid_header_fields = true
  idle_timeout               = local.before ? 60 : 90
  enable_deletion_protection = false
}

resource "aws_lb_listener" "redirect" {
  load_balancer_arn = aws_lb.this.arn
  port              = 80
  protocol          = "HTTP"
  default_action {
    type = "redirect"
    redirect {
      port        = "443"
      protocol    = "HTTPS"
      status_code = local.before ? "HTTP_301" : "HTTP_302"
    }
  }
}

resource "aws_lb_listener" "https" {
  for_each          = { production = 443, test = 8443 }
  load_balancer_arn = aws_lb.this.arn
  port              = each.value
  protocol          = "HTTPS"
  ssl_policy        = "ELBSecurityPolicy-TLS13-1-2-2021-06"
  certificate_arn   = var.certificate_arn
  default_action {
    type = "fixed-response"
    fixed_response {
      content_type = "text/plain"
      message_body = "nothing here ${var.change}"
      status_code  = "404"
    }
  }
}
