"""The service's own configuration, which administrators may read (facts/wsman.md 4.1)."""

from tui.practice.wsman import names
from tui.practice.wsman.context import Operation
from tui.practice.wsman.envelope import Reply
from tui.practice.wsman.fault import Fault, FaultKind


def get_config(operation: Operation) -> Reply:
    """Answer Get with the limits; raises Fault for anything else."""
    if operation.request.action != names.GET:
        raise Fault(FaultKind.INVALID_ACTION)
    options = operation.options
    service = "".join(
        f"<cfg:{name}>{value}</cfg:{name}>"
        for name, value in (
            ("MaxConcurrentOperationsPerUser", options.max_operations),
            ("EnumerationTimeoutms", int(options.enumeration_timeout * 1000)),
            ("MaxConnections", 300),
            ("MaxPacketRetrievalTimeSeconds", 120),
        )
    )
    config = (
        f'<cfg:Config xmlns:cfg="{names.CONFIG}" xml:lang="{operation.host.language}">'
        f"<cfg:MaxEnvelopeSizekb>{options.max_envelope // 1024}</cfg:MaxEnvelopeSizekb>"
        f"<cfg:MaxTimeoutms>{int(options.max_timeout * 1000)}</cfg:MaxTimeoutms>"
        f"<cfg:MaxBatchItems>32000</cfg:MaxBatchItems><cfg:Service>{service}</cfg:Service>"
        f"<cfg:Winrs><cfg:MaxShellsPerUser>{options.max_shells}</cfg:MaxShellsPerUser></cfg:Winrs></cfg:Config>"
    )
    return Reply(f"{names.GET}Response", config, "xp")
