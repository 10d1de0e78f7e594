"""Values to rows: pure functions from the fleet's view to what a table shows."""
