"""Schoolgate puts a primary school's social media and networking policy into force."""

__version__ = "0.1.0"
