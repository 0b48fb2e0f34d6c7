"""Programs that a build calls and that this machine may not have."""
