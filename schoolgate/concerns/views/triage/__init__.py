"""The pages of those whom a concern reaches."""
