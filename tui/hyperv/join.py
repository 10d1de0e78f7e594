"""What belongs to what: GUIDs out of InstanceIDs and object paths (facts/hyperv-wmi.md 3; facts/real-host.md 3)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

_HEX = "[0-9A-Fa-f]"
"""Both cases spelled out: a pattern that ignores case all through takes three times as long."""
_GUID = f"{_HEX}{{8}}-{_HEX}{{4}}-{_HEX}{{4}}-{_HEX}{{4}}-{_HEX}{{12}}"
_IS_GUID = re.compile(_GUID)
_SETTING = re.compile(rf"(?i:Microsoft:(?:FailoverNetworkSetting\\|GuestNetwork\\)?)({_GUID})(?:\\({_GUID}))?(?=\\|$)")
_RELATIONSHIP = re.compile(rf"(?i:Microsoft:)({_GUID})\\(?i:HVR)(?:\\(\d+))?")
_KEY = re.compile(r'\b(\w+)="((?:[^"\\]|\\.)*)"', re.DOTALL)
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)


def is_guid(text: str) -> bool:
    """Tells a VM from the host among Msvm_ComputerSystem: a VM's Name is a GUID (facts/real-host.md 4)."""
    return _IS_GUID.fullmatch(text) is not None


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose setting an InstanceID names; GUIDs in upper case."""

    system: str
    """GUID of the VM, of the checkpoint, or of the switch."""
    part: str | None
    """GUID of the adapter or port, None for a setting of the whole."""


def owner_of(instance_id: str) -> Owner | None:
    """The owner of a setting; None for templates and pools, whose InstanceIDs hold no GUID there.

    The second GUID of a failover object is taken for the adapter's (assumption ``failover-instance-id``).
    """
    found = _SETTING.match(instance_id)
    if found is None:
        return None
    part = found[2]
    return Owner(found[1].upper(), part.upper() if part else None)


def relationship_of(instance_id: str) -> tuple[str, int] | None:
    """The VM and the index of a replication relationship; 2012 writes no index (facts/hyperv-wmi.md 1.10)."""
    found = _RELATIONSHIP.fullmatch(instance_id)
    return None if found is None else (found[1].upper(), int(found[2] or 0))


@dataclass(frozen=True, slots=True)
class ObjectPath:
    """A WMI object path as string properties hold it."""

    class_name: str
    keys: Mapping[str, str]
    """Unescaped."""


@lru_cache(maxsize=4096)
def read_path(text: str) -> ObjectPath | None:
    """The class and keys of an object path, with or without host and namespace; None for other text.

    Kept for a while: every VM of a switch names it by the same path.
    """
    head, _, _ = text.partition('="')
    class_name, _, first_key = head.rpartition(":")[2].rpartition("\\")[2].partition(".")
    keys = {key[1]: _ESCAPED.sub(r"\1", key[2]) for key in _KEY.finditer(text, len(head) - len(first_key))}
    return ObjectPath(class_name, keys) if class_name and keys else None


def write_path(computer_name: str, namespace: str, path: ObjectPath) -> str:
    r"""``\\HOST\root\virtualization\v2:Class.Key="…"``, backslashes in keys doubled (facts/real-host.md 1, 6).

    Without a computer name the path has no host, which a host takes for itself.
    """
    keys = ",".join(f'{name}="{_escaped(value)}"' for name, value in path.keys.items())
    host = f"\\\\{computer_name}\\" if computer_name else ""
    inside = namespace.replace("/", "\\")
    return f"{host}{inside}:{path.class_name}.{keys}"


def _escaped(value: str) -> str:
    return value.replace("\\", "\\\\").replace('"', '\\"')
