"""InstanceIDs and WMI object paths, facts/hyperv-wmi.md 3 and facts/real-host.md 1 and 6."""

import re
import uuid

_PATH = re.compile(
    r"^(?:\\\\[^\\/]+[\\/])?(?:root[\\/]virtualization[\\/]v2:)?(?P<name>\w+)\.(?P<keys>.+)$", re.IGNORECASE
)
_KEY = re.compile(r'(\w+)="((?:[^"\\]|\\.)*)"(?:,|$)')


def new_id(*parts: object) -> str:
    """A GUID made from the parts, upper case, always the same for the same parts."""
    return str(uuid.uuid5(uuid.NAMESPACE_OID, "\0".join(map(str, parts)))).upper()


def machine_settings(machine_id: str) -> str:
    return f"Microsoft:{machine_id}"


def adapter(machine_id: str, adapter_id: str) -> str:
    return f"Microsoft:{machine_id}\\{adapter_id}"


def cable(machine_id: str, adapter_id: str) -> str:
    return f"Microsoft:{machine_id}\\{adapter_id}\\C"


def vlan(machine_id: str, adapter_id: str) -> str:
    return f"{cable(machine_id, adapter_id)}\\952C5004-4465-451C-8CB8-FA9AB382B773"


def failover(machine_id: str, adapter_id: str) -> str:
    return f"Microsoft:FailoverNetworkSetting\\{machine_id}\\{adapter_id}"


def guest_network(machine_id: str, adapter_id: str) -> str:
    return f"Microsoft:GuestNetwork\\{machine_id}\\{adapter_id}"


def replication(machine_id: str, relationship: int) -> str:
    return f"Microsoft:{machine_id}\\HVR\\{relationship}"


def object_path(host: str, class_name: str, **keys: str) -> str:
    """A full path as a host writes it: its name, backslashes, and doubled backslashes in the keys."""
    text = ",".join('{}="{}"'.format(name, value.replace("\\", "\\\\")) for name, value in keys.items())
    return f"\\\\{host.upper()}\\root\\virtualization\\v2:{class_name}.{text}"


def parse_object_path(text: str) -> tuple[str, dict[str, str]]:
    """Class and keys of an object path. Raises ValueError, also where a backslash in a key is not doubled."""
    found = _PATH.match(text)
    if found is None:
        raise ValueError(f"no object path: {text}")
    keys: dict[str, str] = {}
    position = 0
    written = found["keys"]
    while position < len(written):
        key = _KEY.match(written, position)
        if key is None or re.search(r'\\(?!["\\])', re.sub(r"\\\\", "", key[2])):
            raise ValueError(f"no object path: {text}")
        keys[key[1].casefold()] = re.sub(r"\\(.)", r"\1", key[2])
        position = key.end()
    return found["name"], keys
