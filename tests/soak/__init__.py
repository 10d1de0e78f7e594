"""Long runs, each a command of its own (`python -m tests.soak --help`); the ordinary tests do not collect them."""
