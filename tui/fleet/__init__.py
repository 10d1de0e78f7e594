"""Many hosts at once: a lane a host, one immutable view of all of them, and the one path that writes."""
