"""Finds many literals in bytes at once."""
