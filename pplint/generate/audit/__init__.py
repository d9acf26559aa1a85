"""The audit: one HTML file for people without a terminal."""
