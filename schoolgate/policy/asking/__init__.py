"""Asking "May I?": what there is to ask, fact by fact, and how to find it in plain words. Plain Python."""
