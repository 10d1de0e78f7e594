"""Event log records as a subscription delivers them (facts/wsman.md 3.2; facts/hyperv-wmi.md 6)."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from tui.wsman.answer import child
from tui.wsman.naming import local
from tui.wsman.timetext import read_datetime
from tui.wsman.xmltext import escape


@dataclass(frozen=True, slots=True)
class EventRecord:
    """One record, its texts exactly as the host rendered them."""

    channel: str
    record_id: int
    time: dt.datetime | None
    """UTC, by the host's clock."""
    level: int
    """1 critical, 2 error, 3 warning, 4 information, 5 verbose, 0 always."""
    event_id: int
    provider: str
    message: str
    """Empty where the host rendered none."""
    vm_id: str | None
    vm_name: str | None
    data: Mapping[str, str] = field(hash=False)
    """The payload by name: the children of UserData's VmlEventLog, or the named Data of EventData."""


def event_query(channels: tuple[str, ...], xpath: str | Mapping[str, str] = "*") -> str:
    """The QueryList that selects ``xpath`` from every channel, or from each what it holds for it, else everything."""
    paths = {channel: xpath if isinstance(xpath, str) else xpath.get(channel, "*") for channel in channels}
    selects = "".join(f'<Select Path="{escape(each)}">{escape(path)}</Select>' for each, path in paths.items())
    return f'<QueryList><Query Id="0">{selects}</Query></QueryList>'


def read_event(event: Element) -> EventRecord | None:
    """The record in an Event element, or None for one that is in no channel, as the forwarder's own greeting."""
    system = child(event, "System")
    if system is None:
        return None
    values = {local(each.tag): each for each in system}
    channel = _value(values.get("Channel"))
    record_id = _number(_value(values.get("EventRecordID")))
    if not channel or record_id is None:
        return None
    data = _payload(event)
    by_name = {name.lower(): value for name, value in data.items()}
    rendering = child(event, "RenderingInfo")
    return EventRecord(
        channel=channel,
        record_id=record_id,
        time=_time(values.get("TimeCreated")),
        level=_number(_value(values.get("Level"))) or 0,
        event_id=_number(_value(values.get("EventID"))) or 0,
        provider=_attribute(values.get("Provider"), "Name"),
        message="" if rendering is None else _value(child(rendering, "Message")),
        vm_id=by_name.get("vmid") or None,
        vm_name=by_name.get("vmname") or None,
        data=data,
    )


def _payload(event: Element) -> dict[str, str]:
    user_data, event_data = child(event, "UserData"), child(event, "EventData")
    found: dict[str, str] = {}
    if user_data is not None:
        found |= {local(each.tag): each.text or "" for part in user_data for each in part}
    if event_data is not None:
        found |= {each.attrib["Name"]: each.text or "" for each in event_data if "Name" in each.attrib}
    return found


def _value(element: Element | None) -> str:
    return "" if element is None else element.text or ""


def _attribute(element: Element | None, name: str) -> str:
    return "" if element is None else element.attrib.get(name, "")


def _number(text: str) -> int | None:
    try:
        return int(text)
    except ValueError:
        return None


def _time(created: Element | None) -> dt.datetime | None:
    try:
        return read_datetime(_attribute(created, "SystemTime"))
    except (ValueError, OverflowError):
        return None
