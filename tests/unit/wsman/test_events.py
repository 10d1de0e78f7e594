"""Event records, from the shapes of facts/wsman.md 3.2 and facts/hyperv-wmi.md 6."""

import datetime as dt
from xml.etree.ElementTree import fromstring

from tui.wsman.events import EventRecord, event_query, read_event

NS = "http://schemas.microsoft.com/win/2004/08/events/event"
SYSTEM = (
    '<System><Provider Name="Microsoft-Windows-Hyper-V-VMMS" Guid="{6066F867-7CA1-4418-85FD-36E3F9C0600C}"/>'
    "<EventID>32032</EventID><Version>0</Version><Level>2</Level>"
    '<TimeCreated SystemTime="2026-10-08T15:15:36.684240100Z"/><EventRecordID>3847</EventRecordID>'
    "<Channel>Microsoft-Windows-Hyper-V-VMMS-Admin</Channel><Computer>hv01</Computer></System>"
)
PAYLOAD = (
    '<UserData><VmlEventLog xmlns="http://www.microsoft.com/Windows/Virtualization/Events">'
    "<VmName>sql01</VmName><VmId>AAAA</VmId><ErrorCode>0x80048031</ErrorCode></VmlEventLog></UserData>"
)
RENDERED = (
    '<RenderingInfo Culture="en-US"><Message>Changes could not be applied.\r\n</Message>'
    "<Level>Error</Level></RenderingInfo>"
)


def event(content: str) -> EventRecord | None:
    return read_event(fromstring(f'<Event xmlns="{NS}">{content}</Event>'))


def test_a_rendered_record_of_a_vm_is_read_whole() -> None:
    assert event(SYSTEM + PAYLOAD + RENDERED) == EventRecord(
        channel="Microsoft-Windows-Hyper-V-VMMS-Admin",
        record_id=3847,
        time=dt.datetime(2026, 10, 8, 15, 15, 36, 684240, dt.UTC),
        level=2,
        event_id=32032,
        provider="Microsoft-Windows-Hyper-V-VMMS",
        message="Changes could not be applied.\n",
        vm_id="AAAA",
        vm_name="sql01",
        data={"VmName": "sql01", "VmId": "AAAA", "ErrorCode": "0x80048031"},
    )


def test_named_event_data_gives_the_vm_as_well() -> None:
    record = event(f'{SYSTEM}<EventData><Data Name="VmId">BBBB</Data><Data>loose</Data></EventData>')
    assert record is not None
    assert (record.vm_id, record.vm_name, record.message) == ("BBBB", None, "")


def test_the_forwarders_greeting_is_no_record() -> None:
    greeting = '<System><Provider Name="Microsoft-Windows-EventForwarder"/><EventID>111</EventID></System>'
    assert event(greeting) is None
    assert event("") is None


def test_odd_numbers_and_times_do_not_lose_the_record() -> None:
    record = event(SYSTEM.replace(">2<", ">two<").replace("2026-10", "2026-99"))
    assert record is not None
    assert (record.record_id, record.level, record.time) == (3847, 0, None)


def test_a_query_names_every_channel_and_stays_xml() -> None:
    query = fromstring(event_query(("A-Admin", "B/Op & <more>"), "*[System[Level<=2]]"))
    assert [(each.get("Path"), each.text) for each in query.iter("Select")] == [
        ("A-Admin", "*[System[Level<=2]]"),
        ("B/Op & <more>", "*[System[Level<=2]]"),
    ]


def test_a_query_may_select_from_each_channel_otherwise() -> None:
    query = fromstring(event_query(("A-Admin", "B-Admin"), {"B-Admin": "*[System[Level<=2]]"}))
    assert [(each.get("Path"), each.text) for each in query.iter("Select")] == [
        ("A-Admin", "*"),
        ("B-Admin", "*[System[Level<=2]]"),
    ]


def test_a_query_may_select_differently_in_each_channel() -> None:
    query = fromstring(event_query(("A", "B"), {"B": "*[System[EventRecordID>7]]"}))
    assert {each.get("Path"): each.text for each in query.iter("Select")} == {
        "A": "*",
        "B": "*[System[EventRecordID>7]]",
    }
