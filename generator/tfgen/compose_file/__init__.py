"""What ecs-cli reads in the application's repository: docker-compose.yml and ecs-params.yml.

Described by ecs-cli's own source, version 1.21: https://github.com/aws/amazon-ecs-cli
"""
