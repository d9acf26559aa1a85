"""Readers of the components of a solution, one module a kind."""
