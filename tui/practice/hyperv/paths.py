"""InstanceIDs and WMI object paths, facts/hyperv-wmi.md 3 and facts/real-host.md 1 and 6."""

import uuid

from tui.practice.cim import VIRTUALIZATION, Reference
from tui.practice.objectpath import read_object_path, write_object_path


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
    """A full path as a host writes it into properties, its own name first."""
    return write_object_path(Reference(VIRTUALIZATION, class_name, tuple(keys.items())), host.upper())


def named_by(text: str, *classes: str) -> dict[str, str]:
    """The keys, by name in lower case, of the object of one of the classes that a path names. Raises ValueError."""
    path = read_object_path(text)
    elsewhere = path.namespace is not None and path.namespace.casefold() != VIRTUALIZATION
    if elsewhere or path.class_name.casefold() not in {each.casefold() for each in classes}:
        raise ValueError(f"no path of {' or '.join(classes)}")
    return {name.casefold(): value for name, value in path.keys}
