"""The nouns that rules speak of; nothing here knows a file format."""
