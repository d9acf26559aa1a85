"""Contoso's rules for pplint."""
