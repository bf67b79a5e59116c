"""What someone may know of the school and its people."""
