"""Pipelines of GitHub and Azure: the steps that deploy solutions."""
