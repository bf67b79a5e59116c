"""Reads what people write: what an account seems to be about. Plain Python, without a network."""
