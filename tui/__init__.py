"""hvr: a terminal console for the failover networks of Hyper-V Replica."""
