"""The nouns that rules use; nothing here knows a file format."""
