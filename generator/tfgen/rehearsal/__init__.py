"""The whole life of a service on an embedded AWS, with real Terraform."""
