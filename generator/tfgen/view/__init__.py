"""What the resources of a module say, as far as it can be known without Terraform.

`build.view(module)` gives a `View`; `model` says what can be asked of it.
"""
