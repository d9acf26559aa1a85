"""The configuration: the file, its checks, and the options of rules."""
