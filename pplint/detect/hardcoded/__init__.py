"""Values that belong in environment variables: hosts, sites, ids, mailboxes."""
