"""What can be done on a screen at this moment, by name."""

from dataclasses import dataclass

from textual.app import App
from textual.dom import DOMNode
from textual.fuzzy import Matcher

from tui.commands import COMMANDS, REFUSE, Command
from tui.screens.base import ConsoleScreen

_BY_ID = {command.id: command for command in COMMANDS}
_NOT_OFFERED = frozenset({"palette"})
_HELP_WEIGHS = 0.3
"""A match in a command's sentence counts so much of one in its name."""


@dataclass(frozen=True, slots=True)
class Offer:
    """A command of a screen."""

    command: Command
    why_not: str = ""
    """Why it cannot be carried out now; empty where it can."""
    action: str = ""
    node: DOMNode | None = None
    """What carries the action out."""


def offers(screen: ConsoleScreen[object]) -> tuple[Offer, ...]:
    """Every command of the screen and of what has its focus; none that a read-only console refuses."""
    found: dict[str, Offer] = {}
    for active in screen.active_bindings.values():
        command = _BY_ID.get(active.binding.id or "")
        if command is None or command.id in _NOT_OFFERED or active.binding.action.startswith(REFUSE):
            continue
        found[command.id] = Offer(
            command,
            screen.why_not(command.id),
            active.binding.action,
            active.node,
        )
    return tuple(found[command.id] for command in COMMANDS if command.id in found)


def matching(offered: tuple[Offer, ...], query: str) -> list[Offer]:
    """Those whose name or sentence holds the letters in their order, the best first."""
    if not query:
        return list(offered)
    matcher = Matcher(query)

    def score(offer: Offer) -> float:
        names = offer.command.label, offer.command.id.replace("_", " ")
        return max(*(matcher.match(name) for name in names), matcher.match(offer.command.help) * _HELP_WEIGHS)

    scored = [(score(offer), offer) for offer in offered]
    return [offer for points, offer in sorted(scored, key=lambda each: -each[0]) if points]


async def carry_out(app: App[None], offer: Offer) -> None:
    await app.run_action(offer.action, default_namespace=offer.node)
