"""Results of earlier checks, for a repository in which nothing has changed since."""
