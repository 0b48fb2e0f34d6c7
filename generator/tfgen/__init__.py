"""tfgen: Terraform for Amazon ECS services, generated, checked, planned and rehearsed."""

__version__ = "0.1.0"
