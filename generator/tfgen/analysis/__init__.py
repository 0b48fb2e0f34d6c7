"""What `terraform validate` does with one module, without init and without a network."""
