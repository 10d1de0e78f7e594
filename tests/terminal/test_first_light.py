"""The main job, from a key press to a host and back, in a real terminal."""

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.terminal.conftest import HVR, OpenTerminal
from tests.terminal.tmux import Tmux

ADDRESSES = ["10.9.20.41/24", "10.9.20.42/24", "10.9.20.43/25", "2001:db8:20::41/64", "2001:db8:20::42/64"]
GATEWAYS = ["10.9.20.1", "2001:db8:20::1"]
DNS = ["10.9.0.11", "10.9.0.10", "2001:db8::53"]


def _listed(hosts_file: Path, environment: dict[str, str]) -> dict[str, Any]:
    done = subprocess.run(
        [*HVR, "list", "--json", "--hosts", str(hosts_file)],
        capture_output=True,
        text=True,
        env=environment,
        check=True,
    )
    document: dict[str, Any] = json.loads(done.stdout)
    return document


def _adapter(document: dict[str, Any], host: str, vm: str) -> dict[str, Any]:
    (machine,) = (
        each for entry in document["hosts"] if entry["name"] == host for each in entry["vms"] if each["name"] == vm
    )
    adapter: dict[str, Any] = machine["adapters"][0]
    return adapter


def _stage_by_keyboard(screen: Tmux) -> None:
    screen.wait_for("3 up", "app07")
    screen.press("/").type("app07").press("Enter")
    screen.wait_for("Adapters of app07", "filter: app07")
    screen.press("e")
    screen.wait_for("Keep for review")
    screen.press("F9").type(
        "10.9.20.41/24\n10.9.20.42 255.255.255.0\n10.9.20.43/25\n2001:db8:20::41/64\n2001:db8:20::42/64"
    )
    screen.press("Tab").type("\n".join(GATEWAYS))
    screen.press("Tab").type(", ".join(DNS))
    screen.press("F10")
    screen.wait_for("drafted", "d review (1)")
    screen.press("p")
    screen.wait_for("ProtocolIFType of app07")
    screen.press("Up", "Up", "Enter")
    screen.wait_until_gone("ProtocolIFType of")
    screen.press("t")
    screen.wait_for("Test switch of app07")
    screen.press("Up", "Up", "Enter")
    screen.wait_until_gone("Test switch of")


@pytest.mark.parametrize(("columns", "lines"), [(80, 24), (200, 60)])
def test_several_addresses_are_staged_by_keyboard_alone_and_verified(
    terminal: OpenTerminal, hosts_file: Path, environment: dict[str, str], columns: int, lines: int
) -> None:
    before = _adapter(_listed(hosts_file, environment), "dr-hv-01", "app07")
    assert before["staged"]["addresses"] == ["10.9.20.12/24"]
    screen = terminal("--hosts", str(hosts_file), columns=columns, lines=lines)
    _stage_by_keyboard(screen)
    screen.press("d")
    changes = ("- 10.9.20.12/24", "+ 10.9.20.43/25", "+ 2001:db8:20::42/64", "+ 2001:db8::53", "+ DR-LAN")
    screen.wait_for("nothing has been sent", "Apply to 1 adapter", *changes)
    assert _adapter(_listed(hosts_file, environment), "dr-hv-01", "app07") == before
    screen.press("Enter")
    screen.wait_for("1 blocker: w waives")
    screen.press("w").wait_for("Waive: ")
    screen.type("a test\n").wait_for("waived in 1 place")
    screen.wait_until_gone("Reason, for the journal")
    screen.press("Enter")
    screen.wait_for("1 verified", "as asked for")
    screen.press("Escape")
    screen.wait_for("Replica VMs", "2001:db8:20::42/64", "The test failover switch")
    after = _adapter(_listed(hosts_file, environment), "dr-hv-01", "app07")
    assert after["staged"] == {
        "protocol": 4096,
        "dhcp": False,
        "addresses": ADDRESSES,
        "gateways": GATEWAYS,
        "dns": DNS,
    }
    assert after["test_switch"] == "DR-LAN"
    screen.press("q")
    assert screen.exit_status() == 0


def test_keys_that_arrive_all_at_once_take_effect_in_their_order(terminal: OpenTerminal, hosts_file: Path) -> None:
    screen = terminal("--hosts", str(hosts_file))
    screen.wait_for("3 up", "app08")
    find = ("/", *"app08", "Enter", "e", "F9")
    fill = (*"10.1.1.1/24", "Enter", *"10.1.1.2/24", "Tab", *"10.1.1.254", "Tab", *"8.8.8.8", "F10", "d")
    screen.press(*find, *fill)
    review = ("+ 10.1.1.1/24", "+ 10.1.1.2/24", "gateways    - 10.9.20.1", "+ 10.1.1.254", "+ 8.8.8.8")
    screen.wait_for("app08 / Network Adapter", "nothing has been sent", *review)


def test_the_events_verb_prints_the_event_that_the_host_wrote(
    terminal: OpenTerminal, hosts_file: Path, environment: dict[str, str]
) -> None:
    events = terminal("events", "--follow", "--json", "--hosts", str(hosts_file), columns=600, lines=24)
    screen = terminal("--hosts", str(hosts_file))
    screen.wait_for("3 up", "app07")
    screen.press("/").type("app07").press("Enter")
    screen.wait_for("Adapters of app07", "filter: app07")
    screen.press("e")
    screen.wait_for("Keep for review")
    screen.press("F9").press("F10")
    screen.wait_for("d review (1)")
    screen.press("d")
    screen.wait_for("Apply to 1 adapter")
    screen.press("Enter")
    screen.wait_for("1 verified")
    printed = events.wait_for('"vm": "app07"')
    event = json.loads(next(line for line in printed.splitlines() if '"vm": "app07"' in line))
    assert (event["host"], event["level"]) == ("dr-hv-01", "Information")
    assert event["channel"].startswith("Microsoft-Windows-Hyper-V-")
    events.press("C-c")
    assert events.exit_status() == 130


def test_a_confirmation_typed_before_the_review_is_on_the_screen_does_not_count(
    terminal: OpenTerminal, hosts_file: Path, environment: dict[str, str]
) -> None:
    screen = terminal("--hosts", str(hosts_file))
    screen.wait_for("3 up", "app07")
    screen.press("/", *"app07", "Enter", "e", "F9", "F10", "d", "Enter", "Enter")
    screen.wait_for("Apply to 1 adapter", "nothing has been sent", "- 10.9.20.12/24")
    staged = _adapter(_listed(hosts_file, environment), "dr-hv-01", "app07")["staged"]
    assert staged["addresses"] == ["10.9.20.12/24"]
    screen.press("Enter")
    screen.wait_for("1 verified")
