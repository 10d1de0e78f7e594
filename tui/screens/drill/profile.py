"""Choosing a drill profile: the file with the drill's addresses, and where the live ones are kept meanwhile."""

from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from tui.fleet.drill.profile import keep_live, read_profile
from tui.fleet.fleet import Fleet
from tui.fleet.lane import Outcome
from tui.model.drill.profile import Profile
from tui.model.drill.values import DrillTarget
from tui.screens.aside import aside
from tui.screens.base import ConsoleScreen
from tui.screens.dialogs.fulltext import FullText
from tui.screens.dialogs.prompt import Prompt, file_name_missing
from tui.screens.rows_of.drill import counted


def choose_profile(
    screen: ConsoleScreen[Any],
    fleet: Fleet,
    targets: Sequence[DrillTarget],
    take: Callable[[Profile | None], object],
) -> None:
    """Ask for a file and read it; `take` gets the profile, or None where the live addresses are to be drilled."""

    def given(text: str | None) -> None:
        if text is None:
            return
        if not text:
            take(None)
            return
        path = Path(text).expanduser()
        aside(screen, lambda: read_profile(path, fleet.view, targets), read)

    def read(outcome: Outcome) -> None:
        if outcome.error is not None:
            screen.say(str(outcome.error), "bad")
            return
        profile: Profile = outcome.value
        if profile.problems:
            count = counted(len(profile.problems), "problem")
            screen.app.push_screen(FullText(f"{profile.name} is not staged: {count}", "\n".join(profile.problems)))
            return
        take(profile)

    sentence = "A plan with other addresses for the drill; empty: the live ones:"
    screen.app.push_screen(Prompt("Drill profile", sentence), given)


def before_staging(
    screen: ConsoleScreen[Any], fleet: Fleet, profile: Profile, now: datetime, go_on: Callable[[], object]
) -> None:
    """Put the live values in a second place, then call `go_on`; a file is asked for where the journal is one's own."""

    def keep(file: Path | None) -> None:
        aside(screen, lambda: keep_live(profile, fleet.journal, fleet.view, file, now), kept)

    def kept(outcome: Outcome) -> None:
        if outcome.error is not None:
            screen.say(f"{outcome.error}; nothing was sent", "bad")
        else:
            go_on()

    def given(text: str | None) -> None:
        if text is not None:
            keep(Path(text).expanduser())

    if fleet.journal.folder.shared:
        keep(None)
        return
    sentence = "The live addresses are kept in this file meanwhile, as a plan:"
    name = f"live-{now:%Y%m%d-%H%M}.yaml"
    prompt = Prompt("Keep the live addresses", sentence, initial=name, replaces=True, why_not=file_name_missing)
    screen.app.push_screen(prompt, given)
