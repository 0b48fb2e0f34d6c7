"""The command line: a command a file. The only place that prints, asks or exits."""
