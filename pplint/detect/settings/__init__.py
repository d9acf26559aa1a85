"""Deployment settings files against the definitions: gaps, types, targets."""
