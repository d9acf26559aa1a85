"""Turns the files on disk into the model, without knowing any rules."""
