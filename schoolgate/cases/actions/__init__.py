"""What may be done with a case, by whoever it reaches."""
