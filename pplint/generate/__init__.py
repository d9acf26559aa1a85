"""Writes deployment settings files, and documents made from the sources."""
