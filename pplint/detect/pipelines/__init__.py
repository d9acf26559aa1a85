"""Pipelines: what happened before a step, what comes after it, and what its paths mean in the repository."""
