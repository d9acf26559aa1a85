"""The graph of a flow's actions: JSON in, facts out; nothing here knows a rule or the model."""
