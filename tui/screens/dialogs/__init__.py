"""Small screens over others: a choice, a question, a text in full."""
