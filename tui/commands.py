"""Every command of the console once: bindings, footers and the help screen are made from this table."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from textual.binding import Binding, BindingType

Where = Literal["everywhere", "main", "rows", "edit", "review", "apply", "dialog"]

FOOTER_LIMIT = 7
"""How many entries a footer may show: more do not fit into 80 columns."""


@dataclass(frozen=True, slots=True)
class Command:
    """One thing that a key does; a screen carries it out in its method ``action_<id>``."""

    id: str
    keys: tuple[str, ...]
    """Textual's names of the keys; the first is the one to show."""
    label: str
    """One or two words, for footers."""
    help: str
    """One sentence, for the help screen."""
    where: Where
    dangerous: bool = False
    """Leads to a write: not bound in a read-only console, where its key says so instead."""
    footer: bool = False
    priority: bool = False
    """Taken before a text field sees the key."""


COMMANDS: tuple[Command, ...] = (
    Command("edit", ("e",), "edit", "Edit the adapter's staged addresses, gateways, DNS, DHCP.", "main",
            dangerous=True, footer=True),
    Command("protocol", ("p",), "protocol", "Choose the adapter's ProtocolIFType.", "main",
            dangerous=True, footer=True),
    Command("test_switch", ("t",), "test switch", "Choose the switch for the adapter's test failovers.",
            "main", dangerous=True, footer=True),
    Command("connect", ("c",), "connect", "Connect the adapter to a switch, or disconnect it.", "main",
            dangerous=True, footer=True),
    Command("review", ("d",), "review", "Review the draft, before and after, and apply it.", "main",
            dangerous=True, footer=True),
    Command("drop", ("x",), "drop change", "Drop the drafted change of this adapter.", "main",
            dangerous=True),
    Command("filter", ("slash",), "filter", "Show only VMs that hold a text: name, host, state, switch.", "main",
            footer=True),
    Command("help", ("question_mark", "f1"), "help", "Show every key.", "main", footer=True),
    Command("everything", ("a",), "all VMs", "Show primaries and VMs without replication, or hide them.", "main",
            footer=True),
    Command("refresh", ("r",), "refresh", "Read the selected VM's host again now.", "main", footer=True),
    Command("pane_hosts", ("1",), "hosts", "Go to the hosts.", "main", footer=True),
    Command("pane_machines", ("2",), "VMs", "Go to the VMs.", "main"),
    Command("pane_adapters", ("3",), "adapters", "Go to the adapters of the selected VM.", "main"),
    Command("pane_events", ("4",), "events", "Go to the event log of all hosts.", "main",
            footer=True),
    Command("back", ("escape", "backspace"), "back", "Clear the filter, leave a pane that was opened whole.", "main"),
    Command("row_up", ("up", "k"), "up", "One row up.", "rows"),
    Command("row_down", ("down", "j"), "down", "One row down.", "rows"),
    Command("page_up", ("pageup",), "page up", "One page up.", "rows"),
    Command("page_down", ("pagedown",), "page down", "One page down.", "rows"),
    Command("row_first", ("home",), "first", "To the first row.", "rows"),
    Command("row_last", ("end",), "last", "To the last row.", "rows"),
    Command("choose", ("enter",), "open", "Open: a VM's adapters, an adapter's editor, a whole text.",
            "rows"),
    Command("keep", ("f10", "ctrl+s"), "keep", "Keep what was typed for the review; nothing is sent.", "edit",
            footer=True, priority=True),
    Command("dhcp", ("f5",), "DHCP", "DHCP for IPv4: as the addresses ask for, on, or off.", "edit",
            footer=True, priority=True),
    Command("clear_ipv4", ("f4",), "clear IPv4", "Remove the IPv4 lines of all three fields.", "edit",
            footer=True, priority=True),
    Command("clear_ipv6", ("f6",), "clear IPv6", "Remove the IPv6 lines of all three fields.", "edit",
            footer=True, priority=True),
    Command("clear_all", ("f9",), "clear all", "Stage nothing: the VM keeps what it had on the primary.", "edit",
            footer=True, priority=True),
    Command("line_up", ("f7", "alt+up"), "line up", "Move the line with the caret up.", "edit", priority=True),
    Command("line_down", ("f8", "alt+down"), "line down", "Move the line with the caret down.", "edit",
            priority=True),
    Command("discard", ("escape", "ctrl+g"), "discard", "Leave the editor; asks when something was typed.", "edit",
            footer=True, priority=True),
    Command("drop_reviewed", ("x",), "drop", "Drop the change under the cursor.", "review", footer=True),
    Command("rebase", ("b",), "plan again", "Plan the change again from what the host holds now.", "review",
            footer=True),
    Command("leave_review", ("escape", "q"), "back", "Back to the panes, nothing lost.", "review", footer=True),
    Command("stop", ("s",), "stop after this", "Send nothing further; finish what is on the wire.", "apply",
            dangerous=True, footer=True),
    Command("leave_apply", ("escape", "q"), "back", "Back to the panes once everything has its result.", "apply",
            footer=True),
    Command("dismiss_dialog", ("escape", "q"), "back", "Leave a dialog without choosing.", "dialog", footer=True),
    Command("quit_soon", ("q",), "quit", "Leave the console.", "main"),
    Command("quit", ("ctrl+q",), "quit", "Leave the console from anywhere.", "everywhere", priority=True),
)  # fmt: skip

PLACES: tuple[tuple[Where, str], ...] = (
    ("main", "Panes"),
    ("rows", "In a table"),
    ("edit", "Editor"),
    ("review", "Review"),
    ("apply", "Applying"),
    ("dialog", "Dialogs"),
    ("everywhere", "Everywhere"),
)

_KEY_NAMES = {"question_mark": "?", "slash": "/", "escape": "esc", "pageup": "page up", "pagedown": "page down"}


def key_name(key: str) -> str:
    """How a key is written for people."""
    return _KEY_NAMES.get(key, key.upper() if key[:1] == "f" and key[1:].isdigit() else key)


def commands_in(where: Where) -> tuple[Command, ...]:
    return tuple(command for command in COMMANDS if command.where == where)


def bindings(where: Where) -> list[BindingType]:
    """Bindings of a place's commands that only look."""
    return [_binding(command, command.id) for command in commands_in(where) if not command.dangerous]


def writing_bindings(where: Where) -> list[BindingType]:
    """Bindings of a place's commands that lead to a write."""
    return [_binding(command, command.id) for command in commands_in(where) if command.dangerous]


def refusals(where: Where) -> list[BindingType]:
    """For a read-only console: keys that would lead to a write call ``action_refuse`` with the command's label."""
    return [_binding(command, f"refuse({command.label!r})") for command in commands_in(where) if command.dangerous]


def footer(commands: Iterable[Command], *, writes: bool = True) -> tuple[Command, ...]:
    """The commands that a place's footer shows."""
    shown = [command for command in commands if command.footer and (writes or not command.dangerous)]
    return tuple(shown[:FOOTER_LIMIT])


def _binding(command: Command, action: str) -> Binding:
    keys = ",".join(command.keys)
    return Binding(keys, action, command.label, show=False, priority=command.priority, id=command.id)
