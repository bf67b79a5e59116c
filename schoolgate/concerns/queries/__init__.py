"""What someone may know of concerns. `reach` says which reach them; everything else builds on it."""
