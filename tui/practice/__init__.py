"""A practice Hyper-V Replica host. It shares no code with the client and is written from the facts on its own."""
