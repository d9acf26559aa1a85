"""What editors and coding agents talk to: the same engine, configuration, baseline and words as the command line."""
