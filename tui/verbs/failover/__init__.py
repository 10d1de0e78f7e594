"""`hvr failover`."""
