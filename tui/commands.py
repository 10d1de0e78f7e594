"""Every command of the console once: bindings, footers and the help screen are made from this table."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from textual.binding import Binding, BindingType

Where = Literal[
    "everywhere", "main", "rows", "edit", "review", "apply", "readiness", "journal", "drift", "calls", "failover menu",
    "failover plan", "failover run", "drill", "drilling", "board", "leftovers", "dialog",
]  # fmt: skip

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
    Command("drill", ("D",), "drill", "Test-fail over the marked replicas, prove them, clean up.", "main",
            dangerous=True),
    Command("board", ("b",), "board", "Replicas by their last proof; what drills left behind.", "main"),
    Command("failover", ("f",), "failover", "Fail over, cancel, complete, reverse, suspend; run books.", "main",
            dangerous=True),
    Command("inject", ("i",), "tell guest", "Tell a running guest its addresses; reviewed first.", "main",
            dangerous=True),
    Command("drop", ("x",), "drop change", "Drop the drafted change of this adapter.", "main",
            dangerous=True),
    Command("mark", ("space",), "mark", "Mark the VM or the adapter: e, p, t, c count for all.", "main",
            dangerous=True),
    Command("mark_to_here", ("m",), "mark to here", "Mark from the last marked VM to the cursor.", "main",
            dangerous=True),
    Command("invert_marks", ("asterisk",), "invert", "Mark the shown VMs that are not, unmark those that are.",
            "main", dangerous=True),
    Command("unmark", ("U",), "unmark", "Unmark everything.", "main", dangerous=True),
    Command("from_file", ("o",), "from file", "Draft a plan file, or mapping rules for what is marked.", "main",
            dangerous=True),
    Command("filter", ("slash",), "filter", "Show VMs by words: sql, verdict:blocked, host:, state:.", "main",
            footer=True),
    Command("help", ("question_mark", "f1"), "help", "Show every key.", "main", footer=True),
    Command("everything", ("a",), "all VMs", "Show primaries and VMs without replication, or hide them.", "main",
            footer=True),
    Command("faults", ("exclamation_mark",), "faults", "Only VMs that are not ready, in pane 4 only faults.", "main"),
    Command("sort_next", ("greater_than_sign",), "sort", "Sort the pane by the next column.", "main"),
    Command("sort_previous", ("less_than_sign",), "sort back", "Sort the pane by the column before.", "main"),
    Command("sort_turned", ("R",), "turn", "Sort the pane the other way round.", "main"),
    Command("wide", ("W",), "wide", "Every column of the VMs, or those that fit.", "main"),
    Command("columns_right", ("right",), "columns", "In a wide list: to the columns further on.", "main"),
    Command("columns_left", ("left",), "columns back", "In a wide list: to the columns before.", "main"),
    Command("readiness", ("v",), "readiness", "Every finding of the fleet, for any operation.", "main"),
    Command("journal", ("h",), "journal", "Who changed what, undo, and changes of unknown end.", "main"),
    Command("drift", ("s",), "drift", "Compare with a snapshot file, or write one.", "main"),
    Command("unlock", ("w",), "unlock", "Let a read-only host or group be written to for a time.", "main",
            dangerous=True),
    Command("refresh", ("r",), "refresh", "Read the selected VM's host again now.", "main", footer=True),
    Command("log_on", ("l",), "log on", "Log on to the host another way: password, break-glass.", "main"),
    Command("pane_hosts", ("1",), "hosts", "Go to the hosts.", "main", footer=True),
    Command("pane_machines", ("2",), "VMs", "Go to the VMs.", "main"),
    Command("pane_adapters", ("3",), "adapters", "Go to the adapters of the selected VM.", "main"),
    Command("pane_events", ("4",), "events", "Go to the event log of all hosts.", "main",
            footer=True),
    Command("pane_calls", ("5",), "calls", "Go to what was sent to the hosts: class, method, time.", "main"),
    Command("events_of_vm", ("E",), "its events", "Events of the selected VM alone, or all again.", "main"),
    Command("hold", ("P",), "pause", "Hold the picture still, or go on; hosts are read on.", "main"),
    Command("bell", ("B",), "bell", "Ring when a VM becomes blocked, or be quiet again.", "main"),
    Command("back", ("escape", "backspace"), "back", "Clear the filter, leave a pane that was opened whole.", "main"),
    Command("row_up", ("up", "k"), "up", "One row up.", "rows"),
    Command("row_down", ("down", "j"), "down", "One row down.", "rows"),
    Command("page_up", ("pageup", "left_square_bracket"), "page up", "One page up.", "rows"),
    Command("page_down", ("pagedown", "right_square_bracket"), "page down", "One page down.", "rows"),
    Command("row_first", ("home", "g"), "first", "To the first row.", "rows"),
    Command("row_last", ("end", "G"), "last", "To the last row.", "rows"),
    Command("choose", ("enter",), "open", "Open: a VM's adapters, an adapter's editor, a whole text.",
            "rows"),
    Command("keep", ("f10", "ctrl+s"), "keep", "Keep what was typed for the review; nothing is sent.", "edit",
            footer=True, priority=True),
    Command("by_rule", ("f2",), "by rule", "Fill in what mapping rules make of its addresses.", "edit",
            footer=True, priority=True),
    Command("as_primary", ("f3",), "as primary", "Fill in what the guest reports on the primary.", "edit",
            footer=True, priority=True),
    Command("dhcp", ("f5",), "DHCP", "DHCP for IPv4: as the addresses ask for, on, or off.", "edit",
            footer=True, priority=True),
    Command("clear_ipv4", ("f4",), "clear IPv4", "Remove the IPv4 lines of all three fields.", "edit",
            priority=True),
    Command("clear_ipv6", ("f6",), "clear IPv6", "Remove the IPv6 lines of all three fields.", "edit",
            priority=True),
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
    Command("waive", ("w",), "waive", "Go ahead in spite of one broken rule, with a reason.", "review", footer=True),
    Command("problems", ("exclamation_mark",), "problems", "Show only changes that break something, or all.", "review",
            footer=True),
    Command("reason", ("r",), "reason", "Give a reason for the journal.", "review", footer=True),
    Command("leave_review", ("escape", "q"), "back", "Back to the panes, nothing lost.", "review", footer=True),
    Command("pause", ("space",), "pause", "Begin nothing further until the next press; go on.", "apply",
            dangerous=True, footer=True),
    Command("stop", ("s",), "stop after this", "Send nothing further; finish what is on the wire.", "apply",
            dangerous=True, footer=True),
    Command("leave_apply", ("escape", "q"), "back", "Back to the panes once everything has its result.", "apply",
            footer=True),
    Command("operation", ("o",), "operation", "Judge for another operation: staging, drill, failover.", "readiness",
            footer=True),
    Command("blockers", ("exclamation_mark",), "blockers", "Show only what blocks, or everything again.", "readiness",
            footer=True),
    Command("export_findings", ("w",), "write file", "Write the findings to a CSV or text file.", "readiness",
            footer=True),
    Command("leave_readiness", ("escape", "q"), "back", "Back to the panes.", "readiness", footer=True),
    Command("undo", ("z",), "undo", "Plan the way back of this change, to be reviewed.", "journal",
            dangerous=True, footer=True),
    Command("undo_apply", ("a",), "undo apply", "Plan the way back of all that was applied with it.", "journal",
            dangerous=True, footer=True),
    Command("undo_last", ("l",), "undo last", "Plan the way back of the last apply.", "journal",
            dangerous=True, footer=True),
    Command("settle", ("s",), "settle", "Read what became of changes whose end is not known.", "journal", footer=True),
    Command("filter_journal", ("slash",), "filter", "Show only changes that hold some words.", "journal", footer=True),
    Command("export_journal", ("w",), "write file", "Write what is shown to a CSV file.", "journal", footer=True),
    Command("leave_journal", ("escape", "q"), "back", "Back to the panes.", "journal", footer=True),
    Command("leave_drift", ("escape", "q"), "back", "Back to the panes.", "drift", footer=True),
    Command("failed_calls", ("exclamation_mark",), "faults", "Show only calls that failed, or all again.", "calls",
            footer=True),
    Command("leave_calls", ("escape", "q"), "back", "Back to the panes.", "calls", footer=True),
    Command("leave_failover_menu", ("escape", "q"), "back", "Back to the panes, nothing sent.", "failover menu",
            footer=True),
    Command("recovery_point", ("f2",), "recovery point", "Choose what an unplanned failover goes back to.",
            "failover plan", footer=True, priority=True),
    Command("failover_reason", ("f3",), "reason", "Give a reason for the journal.", "failover plan", footer=True,
            priority=True),
    Command("failover_waive", ("f4",), "waive", "Go ahead in spite of one rule, with a reason.", "failover plan",
            footer=True, priority=True),
    Command("reversing", ("f5",), "reverse", "Reverse replication with a planned failover, or do not.",
            "failover plan", footer=True, priority=True),
    Command("plan_down", ("pagedown",), "down", "Further down in the plan.", "failover plan", priority=True),
    Command("plan_up", ("pageup",), "up", "Further up in the plan.", "failover plan", priority=True),
    Command("leave_failover_plan", ("escape",), "back", "Back, nothing sent.", "failover plan", footer=True,
            priority=True),
    Command("answer", ("a",), "answer", "Answer what is asked.", "failover run", footer=True),
    Command("stop_failover", ("s",), "stop after this", "Begin nothing further; finish the step on the wire.",
            "failover run", footer=True),
    Command("leave_failover_run", ("escape", "q"), "back", "Back; the failover goes on.", "failover run", footer=True),
    Command("waive_drill", ("w",), "waive", "Go ahead in spite of one rule, with a reason.", "drill", footer=True),
    Command("at_once", ("n",), "at once", "How many VMs at a time on each host.", "drill", footer=True),
    Command("wave_size", ("s",), "waves", "How many VMs a wave, over all hosts.", "drill", footer=True),
    Command("drill_reason", ("r",), "reason", "Why it is done, for journal and evidence.", "drill", footer=True),
    Command("profile", ("p",), "profile", "Other addresses for the drill than for the real thing.", "drill",
            footer=True),
    Command("drill_point", ("o",), "point", "Choose the recovery point of the VM under the cursor.", "drill",
            footer=True),
    Command("leave_out", ("x",), "leave out", "Leave the VM under the cursor out.", "drill"),
    Command("evidence_folder", ("f",), "evidence", "Choose the folder that the evidence goes to.", "drill"),
    Command("leave_drill", ("escape", "q"), "back", "Back to the panes, nothing sent.", "drill", footer=True),
    Command("stop_drill", ("s",), "stop and clean up", "Begin nothing further, destroy every test VM.", "drilling",
            footer=True),
    Command("drill_problems", ("exclamation_mark",), "problems", "Show only VMs that are not verified, or all.",
            "drilling", footer=True),
    Command("evidence", ("w",), "evidence", "Write the evidence to another folder.", "drilling", footer=True),
    Command("leave_drilling", ("escape", "q"), "back", "Back once everything is over.", "drilling", footer=True),
    Command("left_behind", ("l",), "left behind", "Test VMs, drills and drill values left behind.", "board",
            footer=True),
    Command("leave_board", ("escape", "q"), "back", "Back to the panes.", "board", footer=True),
    Command("clean", ("c",), "clean", "Turn off and destroy the test VM under the cursor.", "leftovers",
            dangerous=True, footer=True),
    Command("clean_all", ("a",), "clean all", "Turn off and destroy every test VM that is listed.", "leftovers",
            dangerous=True, footer=True),
    Command("take_back", ("t",), "take back", "Put the live values back where a drill's still stand.", "leftovers",
            dangerous=True, footer=True),
    Command("look_again", ("r",), "look again", "Read every host and the journal again.", "leftovers", footer=True),
    Command("leave_leftovers", ("escape", "q"), "back", "Back to the board.", "leftovers", footer=True),
    Command("dismiss_dialog", ("escape", "q"), "back", "Leave a dialog without choosing.", "dialog", footer=True),
    Command("quit_soon", ("q",), "quit", "Leave the console.", "main"),
    Command("palette", ("colon", "ctrl+p"), "commands", "Every command by its name; VMs and hosts by theirs.",
            "everywhere"),
    Command("copy", ("y",), "copy", "Copy a cell, a row, the table, or the draft as a script.", "everywhere",
            footer=True),
    Command("redraw", ("L", "ctrl+l"), "redraw", "Draw the screen anew after a stray message on it.", "everywhere"),
    Command("utc", ("u",), "UTC", "Show times in UTC, or in your own zone again.", "everywhere"),
    Command("quit", ("ctrl+q",), "quit", "Leave the console from anywhere.", "everywhere", priority=True),
)  # fmt: skip

_BY_ID = {each.id: each for each in COMMANDS}

PLACES: tuple[tuple[Where, str], ...] = (
    ("main", "Panes"),
    ("rows", "In a table"),
    ("edit", "Editor"),
    ("review", "Review"),
    ("apply", "Applying"),
    ("readiness", "Readiness"),
    ("journal", "Journal"),
    ("drift", "Drift"),
    ("calls", "Calls"),
    ("failover menu", "Failover"),
    ("failover plan", "Failover, before it begins"),
    ("failover run", "Failover, on its way"),
    ("drill", "Drill, before it begins"),
    ("drilling", "Drill, on its way"),
    ("board", "Board of drills"),
    ("leftovers", "Left behind by drills"),
    ("dialog", "Dialogs"),
    ("everywhere", "Everywhere"),
)

TYPED_IN: frozenset[Where] = frozenset({"edit", "failover plan"})
"""Places where plain keys are typed into a field; all that these have are taken before a table sees them."""

REFUSE = "refuse"
"""The action of a key that a read-only console has no use for."""


def command(command_id: str) -> Command:
    """Raises KeyError for an id that no command has."""
    return _BY_ID[command_id]


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
    return [_binding(command, f"{REFUSE}({command.label!r})") for command in commands_in(where) if command.dangerous]


def footer(commands: Iterable[Command], *, writes: bool = True) -> tuple[Command, ...]:
    """The commands that a place's footer shows."""
    shown = [command for command in commands if command.footer and (writes or not command.dangerous)]
    return tuple(shown[:FOOTER_LIMIT])


def _binding(command: Command, action: str) -> Binding:
    keys = ",".join(command.keys)
    return Binding(keys, action, command.label, show=False, priority=command.priority, id=command.id)
