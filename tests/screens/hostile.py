"""A fleet of which every text that a host tells is meant to do harm."""

from dataclasses import replace

from tests.screens.fakes import NOW, STAGED, adapter, event, failed, replica, up
from tui.fleet.view import FleetView, HostTrouble
from tui.model.machine import GuestReported, Inventory, Switch
from tui.model.staged import StagedRaw

HOSTILE = (
    "\x1b]52;c;aGVsbG8=\x07clipboard",
    "\x9b31mred\x1b[2J\x1b[H",
    "[/foo] [@click=app.quit]x[/] [bold",
    "\u202egnp.exe\u2066 \u200f\u061c",
    "nul\x00 back\x08\x08 cr\rover\nline\x85next\u2028sep\u2029par\x7f",
    "日本語の長い名前の機械です、幅は二倍",
    "e\u0301\u0327\u0489 \U0001f469\u200d\U0001f4bb\ufe0f \u200b\ufeff",
    "lone \ud800 surrogate",
    "long " + "x" * 10_000,
    "   ",
)

HARMFUL = frozenset(map(chr, (*range(0x20), *range(0x7F, 0xA0), 0x2028, 0x2029))) | frozenset(
    map(chr, (0x061C, 0x200B, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A), 0xFEFF, 0xD800))
)
"""No terminal may be sent any of these as text."""


def hostile_view() -> FleetView:
    """Each text is the name of a VM, an adapter and a switch, a staged value, and what an event says."""
    machines = []
    for number, text in enumerate(HOSTILE, start=1):
        switch = Switch(f"SWITCH-{number}", text, "external")
        staged = StagedRaw(4096, False, (f"10.9.20.{number}", text), ("255.255.255.0", text), (text,), (text,))
        nic = adapter(number, text, switch=switch, test=text, staged=staged if number > 1 else STAGED)
        guest = GuestReported(4096, False, (text,), (text,), (text,), (text,))
        machines.append(replica(number, text, replace(nic, guest=guest), state=9, health=3))
    switches = tuple(Switch(f"SWITCH-{number}", text, "private") for number, text in enumerate(HOSTILE, start=1))
    host = up("dr-hv-01", tuple(machines))
    inventory = Inventory(HOSTILE[0], HOSTILE[1], tuple(machines), switches)
    trouble = HostTrouble("certificate", f"dr-hv-02: {HOSTILE[0]}", "\n".join(HOSTILE), NOW)
    events = tuple(event(number, text, vm=text) for number, text in enumerate(HOSTILE, start=1))
    return FleetView(1, (replace(host, inventory=inventory), replace(failed("dr-hv-02"), trouble=trouble)), events)
