"""Runs a pipeline as CodePipeline would, from what the sandbox's API says of it."""
