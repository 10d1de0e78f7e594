"""Failovers on the screen: what is offered, the plan, and the run."""
