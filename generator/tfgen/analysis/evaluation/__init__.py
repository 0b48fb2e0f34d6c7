"""The expressions of a module, each in its place; a kind of block a file."""
