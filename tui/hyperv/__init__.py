"""One host's Hyper-V over WS-Management: what it holds, the writes that are made, their jobs, and its event log."""
