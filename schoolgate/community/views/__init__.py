"""The pages of the school, its people and its classes."""
