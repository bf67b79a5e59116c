"""Text and files that only the school's keys open."""
