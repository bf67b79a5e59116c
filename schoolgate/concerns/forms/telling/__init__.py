"""The forms of those who report a concern."""
