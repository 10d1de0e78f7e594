"""What the tests of screens share."""

from tests.screens.onground import ground, open_fleet

__all__ = ["ground", "open_fleet"]
