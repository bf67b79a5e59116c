"""Taking in what the management system says: who is on record, what changes, and the way back."""
