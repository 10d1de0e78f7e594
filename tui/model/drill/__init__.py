"""Test failovers: what is to be drilled, what makes it safe, and what it proved."""
