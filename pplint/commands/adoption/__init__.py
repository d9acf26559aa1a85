"""What ``pplint init`` writes: a configuration, a hook, a workflow or pipeline, and a baseline."""
