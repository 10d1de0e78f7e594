"""What stands between this machine and a host's Hyper-V, looked at from the outside in. Nothing is ever written."""
