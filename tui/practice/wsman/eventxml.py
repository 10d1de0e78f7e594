"""Events and bookmarks as XML (facts/wsman.md 3.2)."""

from tui.practice.cim import EventRecord, Host
from tui.practice.datetimes import iso_datetime
from tui.practice.wsman import names
from tui.practice.wsman.xmltext import attribute, xml_text

_LEVELS = {
    "en": {1: "Critical", 2: "Error", 3: "Warning", 4: "Information"},
    "ja": {1: "重大", 2: "エラー", 3: "警告", 4: "情報"},
    "de": {1: "Kritisch", 2: "Fehler", 3: "Warnung", 4: "Informationen"},
}


def write_event(record: EventRecord, host: Host, rendered: bool) -> str:
    """One ``Event`` element; with its message and the level's word where `rendered`."""
    data = "".join(
        f"<{name}>{xml_text(value)}</{name}>"
        for name, value in (("VmName", record.vm_name), ("VmId", record.vm_id))
        if value is not None
    )
    user_data = f"<UserData><VmlEventLog>{data}</VmlEventLog></UserData>" if data else ""
    return (
        f'<Event xmlns="{names.EVENT}"><System><Provider Name="{attribute(record.provider)}"/>'
        f"<EventID>{record.event_id}</EventID><Version>0</Version><Level>{record.level}</Level><Task>0</Task>"
        f"<Opcode>0</Opcode><Keywords>0x8000000000000000</Keywords>"
        f'<TimeCreated SystemTime="{iso_datetime(record.time)}"/>'
        f"<EventRecordID>{record.record_id}</EventRecordID><Correlation/>"
        f'<Execution ProcessID="4" ThreadID="8"/><Channel>{xml_text(record.channel)}</Channel>'
        f"<Computer>{xml_text(host.name)}</Computer><Security/></System>{user_data}"
        f"{_rendering(record, host.language) if rendered else ''}</Event>"
    )


def forwarder_started(host: Host) -> str:
    """The first item of every subscription: event 111 of the forwarder, without record id and channel."""
    return (
        f'<Event xmlns="{names.EVENT}"><System><Provider Name="Microsoft-Windows-EventForwarder"/>'
        f'<EventID>111</EventID><TimeCreated SystemTime="{iso_datetime(host.now())}"/>'
        f"<Computer>{xml_text(host.name)}</Computer></System><SubscriptionBookmarkEvent>"
        "<SubscriptionId></SubscriptionId></SubscriptionBookmarkEvent></Event>"
    )


def bookmark(delivered: dict[str, int], newest_channel: str) -> str:
    """A ``BookmarkList`` of the channels of which something was delivered; the last one is the current."""
    current = {newest_channel: ' IsCurrent="true"'}
    marks = "".join(
        f'<Bookmark Channel="{attribute(channel)}" RecordId="{record}"{current.get(channel, "")}/>'
        for channel, record in delivered.items()
    )
    return f"<BookmarkList>{marks}</BookmarkList>"


def _rendering(record: EventRecord, language: str) -> str:
    levels = _LEVELS.get(language.partition("-")[0].casefold(), _LEVELS["en"])
    return (
        f'<RenderingInfo Culture="{attribute(language)}"><Message>{xml_text(record.message)}</Message>'
        f"<Level>{levels.get(record.level, '')}</Level><Task></Task><Opcode></Opcode>"
        f"<Channel>{xml_text(record.channel)}</Channel><Provider>{xml_text(record.provider)}</Provider>"
        "<Keywords></Keywords></RenderingInfo>"
    )
