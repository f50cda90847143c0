"""Which book set is at which site when, and the ledger of what really happened."""
