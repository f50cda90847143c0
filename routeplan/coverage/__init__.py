"""Who is reached: coverage and equity of a plan, and what other fleets and rules would change."""
