"""What a method's ReturnValue says (facts/hyperv-wmi.md 2, return codes of family A and B)."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from tui.wsman.client import MethodOutput
from tui.wsman.instance import EndpointReference

COMPLETED, JOB_STARTED = 0, 4096

FAMILY_A: Mapping[int, str] = MappingProxyType(
    {
        32768: "failed",
        32769: "access denied",
        32770: "not supported",
        32771: "status unknown",
        32772: "time-out",
        32773: "invalid parameter",
        32774: "system in use",
        32775: "invalid state",
        32776: "incorrect data type",
        32777: "not available",
        32778: "out of memory",
        32779: "file not found",
    }
)
"""Msvm_ReplicationService, guest network configuration; also the ErrorCode of their jobs."""

FAMILY_B: Mapping[int, str] = MappingProxyType(
    {
        1: "not supported",
        2: "failed",
        3: "time-out",
        4: "invalid parameter",
        5: "invalid state",
        6: "incompatible parameters",
    }
)
"""The resource settings of Msvm_VirtualSystemManagementService, where family A's numbers appear, too."""


def code_name(code: int) -> str:
    """Our words for a code that is neither completed nor a job."""
    return FAMILY_B.get(code) or FAMILY_A.get(code) or f"undocumented code {code}"


class MethodRefused(Exception):
    """The host took the method up and said no."""

    def __init__(self, method: str, code: int) -> None:
        self.method = method
        self.code = code
        self.name = code_name(code)
        """``invalid state``."""
        super().__init__(f"{method}: {self.name} ({code})")


@dataclass(frozen=True, slots=True)
class Submitted:
    """A method that the host accepted."""

    job: EndpointReference | None
    """None where the method completed at once, or its job was not named."""
    job_unnamed: bool = False
    """The host started a job and did not say which."""


def accepted(method: str, output: MethodOutput) -> Submitted:
    """Raises MethodRefused for a ReturnValue other than completed and job started."""
    if output.return_value == COMPLETED:
        return Submitted(None)
    if output.return_value == JOB_STARTED:
        return Submitted(output.job, job_unnamed=output.job is None)
    raise MethodRefused(method, output.return_value)
