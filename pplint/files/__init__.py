"""Files and archives: opened only inside the root, read within limits, written atomically."""
