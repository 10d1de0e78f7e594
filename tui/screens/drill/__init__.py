"""Drills on the screen: pre-flight, progress, the board, and what drills left behind."""
