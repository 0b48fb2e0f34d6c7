"""Speed as ratios, each measured in one run beside its peer: `make bench`."""
