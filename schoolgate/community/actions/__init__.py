"""What is done with the school, its people and its calendar."""
