"""A plan as a script that somebody else can read and run on Windows."""
