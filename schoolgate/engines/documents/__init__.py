"""Reads a school's policy document into clauses, with nothing lost; knows nothing of Django."""
