"""What the verbs about this program's own files print, as JSON values."""

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any

from tui.config import Configuration, HostEntry
from tui.fleet.reports.document import SCHEMA_VERSION, time_text
from tui.model.readiness import Waiver


def config_document(read: Configuration, over: Iterable[Waiver], now: datetime) -> dict[str, Any]:
    """What a hosts file names (tui/schemas/config-check.json); `over` are the waivers that hold no longer."""
    return {
        "schema_version": SCHEMA_VERSION,
        "kind": "config-check",
        "time": time_text(now),
        "path": str(read.path),
        "hosts": [_host(host) for host in read.hosts],
        "clusters": [
            {"name": cluster.name, "nodes": [node.name for node in cluster.nodes] or None} for cluster in read.clusters
        ],
        "waivers_over": [{"rule": waiver.rule_id, "until": time_text(waiver.until)} for waiver in over],
        "not_understood": list(read.warnings),
    }


def locate_document(places: Iterable[tuple[str, Path]], now: datetime) -> dict[str, Any]:
    """Where files lie, by what they are (tui/schemas/locate.json)."""
    return {
        "schema_version": SCHEMA_VERSION,
        "kind": "locate",
        "time": time_text(now),
        "files": [{"what": what, "path": str(path), "there": path.exists()} for what, path in places],
    }


def _host(host: HostEntry) -> dict[str, Any]:
    return {
        "name": host.name,
        "url": host.url,
        "auth": host.auth,
        "credential": host.credential.label,
        "less_safe": list(host.badges),
        "group": host.group,
        "cluster": host.cluster,
        "production": host.production,
        "read_only": host.read_only,
    }
