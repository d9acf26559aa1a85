"""Turns a path in a document into bytes, lines and columns."""
