"""The terminal itself: keys taken in their order, bytes sent sparingly."""
