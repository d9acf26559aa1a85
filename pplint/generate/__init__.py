"""What pplint writes: deployment-settings files, and documents made from the sources."""
