"""Knowledge that several rules share: shapes of secrets, kinds of hosts and ids, placeholders and tokens."""
