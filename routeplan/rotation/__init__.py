"""Which book set is at which site when: the exchanges of a plan, filled in."""
