"""What the budgets are held against: a script each, of at most forty lines, that imports nothing of the client."""
