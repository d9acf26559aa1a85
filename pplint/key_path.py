"""How a place inside a document is named: by the keys and indices that lead to it."""

KeyPath = tuple[str | int, ...]
"""JSON and YAML: object keys and array indices. XML: indices of child elements below the root element (comments and
processing instructions are not counted), and at the end perhaps ``@name`` for an attribute or ``text``. The root is
``()``."""
