resource "aws_codebuild_project" "nosource" {
  name         = "nosource"
  service_role = aws_iam_role.this["build"].arn
  artifacts { type = "NO_ARTIFACTS" }
  environment {
    compute_type = "BUILD_GENERAL1_SMALL"
    image        = "aws/codebuild/amazonlinux-x86_64-standard:5.0"
    type         = "LINUX_CONTAINER"
  }
  source {
    type      = "NO_SOURCE"
    buildspec = "version: 0.2\nphases:\n  build:\n    commands: [\"true\"]\n"
  }
}

resource "aws_ecs_service" "bg" {
  name            = "bg-stg"
  cluster         = data.aws_ecs_cluster.this.arn
  task_definition = aws_ecs_task_definition.this.arn
  desired_count   = 1
  launch_type     = "FARGATE"
  deployment_controller { type = "CODE_DEPLOY" }
  network_configuration {
    subnets         = var.subnet_ids
    security_groups = var.security_group_ids
  }
  load_balancer {
    target_group_arn = aws_lb_target_group.bg["blue"].arn
    container_name   = "nginx"
    container_port   = 80
  }
  lifecycle { ignore_changes = [task_definition, load_balancer, desired_count, network_configuration, platform_version] }
  depends_on = [aws_lb_listener_rule.bg]
}

resource "aws_lb_target_group" "bg" {
  for_each    = toset(["blue", "green"])
  name        = "bg-${each.key}"
  port        = 80
  protocol    = "HTTP"
  target_type = "ip"
  vpc_id      = var.vpc_id
}

resource "aws_lb_listener_rule" "bg" {
  for_each     = { prod = var.listener_arn, test = var.test_listener_arn }
  listener_arn = each.value
  priority     = 300
  condition {
    host_header { values = ["bg.example.com"] }
  }
  action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.bg["blue"].arn
  }
  lifecycle { ignore_changes = [action] }
}

resource "aws_codedeploy_app" "this" {
  name             = "bg"
  compute_platform = "ECS"
}

resource "aws_codedeploy_deployment_group" "this" {
  app_name               = aws_codedeploy_app.this.name
  deployment_group_name  = "bg"
  deployment_config_name = "CodeDeployDefault.ECSAllAtOnce"
  service_role_arn       = aws_iam_role.this["pipeline"].arn
  auto_rollback_configuration {
    enabled = true
    events  = local.before ? ["DEPLOYMENT_FAILURE"] : ["DEPLOYMENT_FAILURE", "DEPLOYMENT_STOP_ON_ALARM"]
  }
  alarm_configuration {
    enabled = true
    alarms  = [aws_cloudwatch_metric_alarm.cpu.alarm_name]
  }
  blue_green_deployment_config {
    deployment_ready_option { action_on_timeout = "CONTINUE_DEPLOYMENT" }
    terminate_blue_instances_on_deployment_success {
      action                           = "TERMINATE"
      termination_wait_time_in_minutes = 5
    }
  }
  deployment_style {
    deployment_option = "WITH_TRAFFIC_CONTROL"
    deployment_type   = "BLUE_GREEN"
  }
  ecs_service {
    cluster_name = var.cluster
    service_name = aws_ecs_service.bg.name
  }
  load_balancer_info {
    target_group_pair_info {
      prod_traffic_route { listener_arns = [var.listener_arn] }
      test_traffic_route { listener_arns = [var.test_listener_arn] }
      target_group { name = aws_lb_target_group.bg["blue"].name }
      target_group { name = aws_lb_target_group.bg["green"].name }
    }
  }
}
