"""The journal's record of a rule that somebody went ahead in spite of."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from tui.fleet.journal.operator import Operator
from tui.model.change import AdapterKey


@dataclass(frozen=True, slots=True, order=True)
class WaivedPlace:
    """Where the rule was broken, and in what words."""

    host: str
    vm: str
    """GUID."""
    adapter: str
    """GUID; empty where it was the VM itself."""
    sentence: str


@dataclass(frozen=True, slots=True)
class WaiverEntry:
    """One rule, one reason, and every place that it was waived in for one apply."""

    time: datetime
    """UTC."""
    operator: Operator
    apply: str
    """The id that the changes of the apply have, too."""
    rule: str
    title: str
    reason: str
    places: tuple[WaivedPlace, ...]

    def covers(self, apply: str, key: AdapterKey) -> bool:
        """Whether it was given for this apply, and one of its places is this adapter or its VM."""
        places = (
            (each.host, each.vm) == (key.host, key.vm) and each.adapter in ("", key.adapter) for each in self.places
        )
        return apply == self.apply and any(places)


def waiver_record(apply: str, rule: str, title: str, reason: str, places: Iterable[WaivedPlace]) -> dict[str, Any]:
    return {
        "kind": "waiver",
        **asdict(Operator.here()),
        "apply": apply,
        "rule": rule,
        "title": title,
        "reason": reason,
        "places": [asdict(place) for place in places],
    }


def read_waiver(record: Mapping[str, Any]) -> WaiverEntry:
    """Raises KeyError, TypeError or ValueError for a record of another form."""
    return WaiverEntry(
        datetime.fromisoformat(record["time"]),
        Operator(record["user"], record["login_user"], record["ssh_client"]),
        str(record["apply"]),
        str(record["rule"]),
        str(record["title"]),
        str(record["reason"]),
        tuple(WaivedPlace(each["host"], each["vm"], each["adapter"], each["sentence"]) for each in record["places"]),
    )
