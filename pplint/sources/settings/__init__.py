"""Deployment settings files: finding them, reading them, and their targets."""
