"""From a path in a document to bytes, lines and columns."""
