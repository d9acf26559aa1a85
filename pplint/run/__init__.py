"""A run, in order: scope, engine, places, suppressions, baseline, forecast."""
