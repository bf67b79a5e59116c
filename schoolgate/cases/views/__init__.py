"""What is being visited in cases."""
