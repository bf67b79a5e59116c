"""What someone may know of the policy document."""
