"""Files and archives: opened inside the root only, read within limits, written atomically."""
