"""What is told of a fleet as text, CSV and JSON documents."""
