"""How every VM of the fleet stands: facts from hosts, journal and guests, asked of the readiness rules."""
