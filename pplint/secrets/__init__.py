"""The shapes of secrets, and how a value is masked before it is printed."""
