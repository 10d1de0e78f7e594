"""`hvr drill`."""
