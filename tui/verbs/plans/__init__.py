"""`hvr export`, `diff`, `apply` and `undo`."""
