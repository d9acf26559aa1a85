"""What is there, as tables: the one home of facts that the inventory, the handover document and the audit show."""
