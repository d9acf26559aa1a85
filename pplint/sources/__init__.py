"""What is on disk, turned into the model; nothing here knows a rule."""
