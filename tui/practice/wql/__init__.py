"""WQL: SELECT, ASSOCIATORS OF and REFERENCES OF over the instances of a `Host`."""
