"""What each verb of `hvr` does, with parsed arguments and a fleet that is open; every verb gives an exit code."""
