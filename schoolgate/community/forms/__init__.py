"""What is being said about the school and its people."""
