resource "aws_sqs_queue" "x" {}
