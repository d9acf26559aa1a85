"""The handover document."""
