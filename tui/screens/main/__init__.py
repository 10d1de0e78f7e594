"""The four panes: what they look at, what leads to a change, and where keys go."""
