"""Readers of the components of a solution, one module for each kind."""
