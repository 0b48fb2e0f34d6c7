"""Everything that touches the `terraform` binary: finding, installing, configuring, running it."""
