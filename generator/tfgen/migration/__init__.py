"""From one deploy strategy to another, step by step, without an interruption.

A change of the deployment controller replaces an ECS service (by Terraform's AWS provider before
6.4), so a second service goes up beside the first, behind the same listener rule, and the requests
move by the rule's weights. The two have names and Terraform labels of their own (`slot`): no step
moves anything in the state, and the way back is the former configuration.
"""
