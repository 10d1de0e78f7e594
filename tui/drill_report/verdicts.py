"""The signs of verdicts on paper; the words beside them say everything."""

from collections.abc import Mapping
from types import MappingProxyType

from tui.model.drill.values import DrillVerdict

SIGNS: Mapping[DrillVerdict | None, tuple[str, str]] = MappingProxyType(
    {
        DrillVerdict.VERIFIED: ("✓", "ok"),
        DrillVerdict.ISOLATION_BREACH: ("✗", "bad"),
        DrillVerdict.DIFFERS: ("✗", "bad"),
        DrillVerdict.FAILED: ("✗", "bad"),
        DrillVerdict.SILENT: ("?", "warn"),
        DrillVerdict.NOTHING_STAGED: ("!", "warn"),
        DrillVerdict.REFUSED: ("–", "none"),
        DrillVerdict.STOPPED: ("–", "none"),
        None: ("…", "none"),
    }
)
"""Sign and style class; None: no verdict yet."""

ORDER = tuple(SIGNS)
"""How verdicts are listed."""
