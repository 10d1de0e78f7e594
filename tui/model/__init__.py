"""Frozen values and pure rules: what a host holds, what may change, what a change would break."""
