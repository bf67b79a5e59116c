"""The pages of those who report a concern."""
