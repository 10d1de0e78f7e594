"""The real failover: planning, pre-flight, the run with its gates, its record in the journal and what is unfinished."""
