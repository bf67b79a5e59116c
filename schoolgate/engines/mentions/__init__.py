"""Finds whom of a few known grown-ups a text may mean, by name, sound, initials, office or class.

`finding.meant` errs towards meaning them: whoever may be meant must not be the one who reads the text.
"""
