"""What anyone may report, and what those whom a concern reaches may do with it."""
