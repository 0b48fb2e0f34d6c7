"""Values, types and expressions of HCL, as Terraform evaluates them."""
