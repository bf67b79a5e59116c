"""What is done with the policy document, its clauses and the app age limits."""
