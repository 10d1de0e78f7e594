"""WS-Management over pywinrm's transports: envelopes, faults, enumeration, invocation, event subscriptions."""
