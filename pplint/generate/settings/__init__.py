"""Deployment settings files written from the sources."""
