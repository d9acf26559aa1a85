"""A literal of the sources made an environment variable: chosen, judged, planned in memory, checked, written."""
