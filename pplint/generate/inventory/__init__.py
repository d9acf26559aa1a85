"""The contents of a repository as tables; the inventory, the handover document and the audit share these facts."""
