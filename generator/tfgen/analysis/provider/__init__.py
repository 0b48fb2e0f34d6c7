"""Blocks of `resource`, `data`, `ephemeral` and `provider` against the provider's schema.

`blocks` is the entry; `bodies` reads a body as Terraform decodes it, `expansion` its `dynamic`
blocks; `provider_checks` and `relations` are what the provider itself looks at afterwards.
How each of them behaves, and the line on which it reports, was found by `terraform validate`
(1.11.4, AWS provider 5.100.0).
"""
