"""Return values, facts/hyperv-wmi.md 2."""

from typing import Final

OK: Final = 0
JOB_STARTED: Final = 4096
FAILED: Final = 32768
ACCESS_DENIED: Final = 32769
NOT_SUPPORTED: Final = 32770
INVALID_PARAMETER: Final = 32773
INVALID_STATE: Final = 32775
OUT_OF_MEMORY: Final = 32778
