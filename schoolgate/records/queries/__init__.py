"""What someone may know of records, a child's over all cases."""
