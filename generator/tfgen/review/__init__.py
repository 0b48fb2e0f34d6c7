"""The JSON of a plan -> what a reviewer reads: masked, in ECS's words, classed and guarded.

Pure functions over the document of `terraform show -json PLAN`
(https://developer.hashicorp.com/terraform/internals/json-format#plan-representation).
"""
