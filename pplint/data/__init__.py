"""Tables of knowledge, as TOML that people edit, and how they are read."""
