"""Return values, facts/hyperv-wmi.md 2."""

from typing import Final

OK: Final = 0
JOB_STARTED: Final = 4096
FAILED: Final = 32768
ACCESS_DENIED: Final = 32769
NOT_SUPPORTED: Final = 32770
INVALID_PARAMETER: Final = 32773
IN_USE: Final = 32774
INVALID_STATE: Final = 32775
INCORRECT_DATA_TYPE: Final = 32776
NOT_AVAILABLE: Final = 32777
OUT_OF_MEMORY: Final = 32778
