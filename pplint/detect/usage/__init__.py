"""Where the names of variables and connection references are used."""
