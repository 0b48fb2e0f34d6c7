output "cluster_name" {
  description = "Name of the ECS cluster."
  value       = aws_ecs_cluster.this.name
}

output "listener_arn" {
  description = "ARN of the HTTPS listener, to which services add their rules."
  value       = aws_lb_listener.https.arn
}

output "test_listener_arn" {
  description = "ARN of the HTTPS listener that shows new versions before they are in production."
  value       = aws_lb_listener.test.arn
}

output "load_balancer_arn" {
  description = "ARN of the load balancer, for example to associate a web application firewall with it."
  value       = aws_lb.this.arn
}

output "load_balancer_dns_name" {
  description = "DNS name of the load balancer: what the records of the services point to."
  value       = aws_lb.this.dns_name
}

output "load_balancer_zone_id" {
  description = "Hosted zone of that DNS name, for alias records of Route 53."
  value       = aws_lb.this.zone_id
}

output "artifact_bucket" {
  description = "Name of the bucket that pipelines pass their artifacts through."
  value       = module.artifacts.bucket
}

output "template_bucket" {
  description = "Name of the bucket of task definitions and appspecs."
  value       = module.templates.bucket
}

output "kms_key_arn" {
  description = "ARN of the key that encrypts both buckets and the topic."
  value       = aws_kms_key.this.arn
}

output "alarm_topic_arn" {
  description = "ARN of the SNS topic that alarms go to."
  value       = aws_sns_topic.alarms.arn
}
