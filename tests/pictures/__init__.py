"""The README's pictures, made by the console itself (`python -m tests.pictures --help`)."""
