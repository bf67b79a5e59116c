"""The invented school and its year, in one place."""
