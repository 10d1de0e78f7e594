"""What a host writes and says, in its own language.

Event numbers that facts/hyperv-wmi.md 6.3 does not give are this project's own: no client may key on them.
"""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

import yaml

from tui.practice.hyperv.eventlog import INTEGRATION_ADMIN, SYNTHNIC_ADMIN, VMMS_ADMIN, VMMS_NETWORKING, WORKER_ADMIN

_INFORMATION: Final = 4
_ERROR: Final = 2
LANGUAGES: Final = ("en-US", "ja-JP", "de-DE")


@dataclass(frozen=True, slots=True)
class EventKind:
    """Where an event is written, its number and its level."""

    channel: str
    event_id: int
    level: int


EVENTS: Final = {
    "staged": EventKind(VMMS_ADMIN, 32594, _INFORMATION),
    "connected": EventKind(VMMS_NETWORKING, 26074, _INFORMATION),
    "disconnected": EventKind(VMMS_NETWORKING, 26076, _INFORMATION),
    "test-switch": EventKind(VMMS_NETWORKING, 26078, _INFORMATION),
    "started": EventKind(WORKER_ADMIN, 18500, _INFORMATION),
    "turned-off": EventKind(WORKER_ADMIN, 18502, _INFORMATION),
    "shut-down": EventKind(WORKER_ADMIN, 18504, _INFORMATION),
    "saved": EventKind(WORKER_ADMIN, 18510, _INFORMATION),
    "start-refused": EventKind(VMMS_ADMIN, 32546, _ERROR),
    "no-memory": EventKind(WORKER_ADMIN, 3122, _ERROR),
    "no-switch": EventKind(WORKER_ADMIN, 12570, _ERROR),
    "created": EventKind(VMMS_ADMIN, 13002, _INFORMATION),
    "deleted": EventKind(VMMS_ADMIN, 13003, _INFORMATION),
    "test-failover": EventKind(VMMS_ADMIN, 33360, _INFORMATION),
    "failover": EventKind(VMMS_ADMIN, 33362, _INFORMATION),
    "failover-reverted": EventKind(VMMS_ADMIN, 33364, _INFORMATION),
    "failover-committed": EventKind(VMMS_ADMIN, 33366, _INFORMATION),
    "prepared": EventKind(VMMS_ADMIN, 33368, _INFORMATION),
    "reversed": EventKind(VMMS_ADMIN, 33370, _INFORMATION),
    "suspended": EventKind(VMMS_ADMIN, 32086, _ERROR),
    "paused": EventKind(VMMS_ADMIN, 33372, _INFORMATION),
    "resumed": EventKind(VMMS_ADMIN, 33374, _INFORMATION),
    "resynchronized": EventKind(VMMS_ADMIN, 33376, _INFORMATION),
    "operation-failed": EventKind(VMMS_ADMIN, 33680, _ERROR),
    "kvp-not-running": EventKind(INTEGRATION_ADMIN, 4096, _ERROR),
    "adapter-connected": EventKind(SYNTHNIC_ADMIN, 12584, _INFORMATION),
    "injection-failed": EventKind(VMMS_ADMIN, 33378, _ERROR),
    "service-restarted": EventKind(VMMS_ADMIN, 14094, _INFORMATION),
}


class Texts:
    """The sentences of one language."""

    def __init__(self, language: str) -> None:
        self._sentences = _sentences(language if language in LANGUAGES else "en-US")

    def say(self, key: str, **fields: object) -> str:
        """The sentence with its {fields} filled in."""
        return self._sentences[key].format(**fields)


@cache
def _sentences(language: str) -> dict[str, str]:
    text = files(__package__).joinpath("sentences", f"{language}.yaml").read_text("utf-8")
    sentences: dict[str, str] = yaml.safe_load(text)
    return sentences
