"""Credentials in flows and variables, and the way of a secret to the run history."""
