"""What someone may know of cases. `reach` says which reach them; everything else builds on it."""
