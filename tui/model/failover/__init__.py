"""The real failover, pure: what is offered for a copy and why the rest is not, its stages, and run books."""
