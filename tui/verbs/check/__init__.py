"""`hvr check`: the readiness rules for people, scripts and monitoring."""
