"""A school's days and hours, and the calendar files that say them."""
