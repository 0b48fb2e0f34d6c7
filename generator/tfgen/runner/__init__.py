"""Which stacks a command is about, and Terraform run over them."""
