"""Every class that has instances, by namespace."""

from tui.practice.cim import CIMV2, MSCLUSTER, VIRTUALIZATION
from tui.practice.hyperv.objects import (
    associations,
    clusters,
    components,
    computers,
    jobs,
    networking,
    replication,
    services,
    settings,
    windows,
)
from tui.practice.hyperv.objects.source import Source

_SOURCES: dict[str, dict[str, Source]] = {
    CIMV2: windows.SOURCES,
    MSCLUSTER: clusters.SOURCES,
    VIRTUALIZATION: {
        **computers.SOURCES,
        **networking.SOURCES,
        **settings.SOURCES,
        **replication.SOURCES,
        **services.SOURCES,
        **components.SOURCES,
        **jobs.SOURCES,
        **associations.SOURCES,
    },
}


def source(namespace: str, class_name: str) -> Source | None:
    """Where a class's own instances come from, None for a class without any."""
    return _SOURCES[namespace].get(class_name)
