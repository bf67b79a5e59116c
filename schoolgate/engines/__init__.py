"""Engines: plain Python without Django or a database, each useful, documented and benchmarked on its own."""
