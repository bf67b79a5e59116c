"""Records: what is kept how long, handed on, destroyed, and shown to whom it is about."""
