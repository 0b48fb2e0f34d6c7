"""What `tfgen validate --fix` does: a fix a file, pure, and each for the findings of one rule.

A fix changes no meaning: what Terraform plans, and what its state holds, stay as they were.
"""
