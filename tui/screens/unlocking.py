"""Letting read-only hosts be written to, for a time and for a reason; and taking it back."""

from datetime import timedelta

from tui.fleet.fleet import Fleet
from tui.fleet.journal import JournalError
from tui.fleet.session import ReadOnly
from tui.fleet.view import HostView
from tui.screens.base import ConsoleScreen
from tui.screens.dialogs.choice import Choice, ChoiceDialog
from tui.screens.dialogs.prompt import Prompt

Wanted = tuple[tuple[str, ...], timedelta | None]
"""Which hosts, and for how long; None takes an unlock back."""

_DURATIONS = ((timedelta(minutes=15), "15 min"), (timedelta(hours=1), "1 h"), (timedelta(hours=4), "4 h"))


def unlock_choices(fleet: Fleet, host: HostView) -> list[Choice[Wanted]]:
    """What can be unlocked, or locked again, from this host: itself, or all of its group."""
    view = fleet.view
    mates = tuple(each.name for each in view.hosts if each.group == host.group) if host.group else ()
    scopes: list[tuple[tuple[str, ...], str]] = [((host.name,), host.name)]
    if len(mates) > 1:
        scopes.append((mates, f"group {host.group}"))
    unlocked = {each.name for each in view.hosts if each.unlocked_until is not None}
    choices: list[Choice[Wanted]] = []
    for names, word in scopes:
        locked = tuple(name for name in names if not fleet.writable(name))
        if locked:
            note = f"{len(locked)} host{'' if len(locked) == 1 else 's'}, with a reason in the journal"
            choices += [Choice((locked, time), f"{word} for {text}", note) for time, text in _DURATIONS]
        if open_now := tuple(name for name in names if name in unlocked):
            choices.append(Choice((open_now, None), f"{word}: lock again", "before its time"))
    return choices


def open_unlocking(screen: ConsoleScreen[None], fleet: Fleet, host: HostView) -> None:
    """Choose what and for how long, then give the reason."""
    choices = unlock_choices(fleet, host)
    if not choices:
        screen.say(f"{host.name} is not read-only: nothing to unlock")
        return

    def chosen(choice: Choice[Wanted] | None) -> None:
        if choice is None:
            return
        names, duration = choice.value
        if duration is None:
            fleet.lock(names)
            screen.say(f"read-only again: {', '.join(names)}", "")
        else:
            ask_reason(names, duration)

    def ask_reason(names: tuple[str, ...], duration: timedelta) -> None:
        def given(reason: str | None) -> None:
            if reason is None:
                return
            try:
                until = fleet.unlock(names, reason, duration)
            except (ReadOnly, JournalError) as error:
                screen.say(str(error), "bad")
                return
            screen.say(f"{', '.join(names)}: writable until {until.astimezone():%H:%M:%S}", "warn")

        prompt = Prompt(
            f"Unlock {', '.join(names)}",
            "Why, for the journal:",
            why_not=lambda text: "" if text else "give a reason",
        )
        screen.app.push_screen(prompt, given)

    screen.app.push_screen(ChoiceDialog(f"{host.name} is read-only by the hosts file", choices), chosen)
