"""Makes repositories of solutions that have the shape of real ones, by a seed."""
