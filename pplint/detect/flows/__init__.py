"""Questions about a flow that several rules ask."""
