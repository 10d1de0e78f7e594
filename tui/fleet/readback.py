"""What a host holds after a change, and what that says of the change."""

from tui.hyperv.adapter import read_adapter
from tui.hyperv.running import has_running_job
from tui.model.change import AdapterNetwork, Change
from tui.model.plan.comparing import is_cut, means_the_same
from tui.model.result import ChangeResult, Outcome
from tui.wsman.client import Client
from tui.wsman.fault import WSManError

CUT = "another tool has cut the staged settings to one address a family"


def read_network(client: Client, change: Change) -> AdapterNetwork | None:
    """What the host holds of the change's adapter, None where it is gone. Raises a leaf of WSManError."""
    reading = read_adapter(client, change.key.vm, change.key.adapter)
    return None if reading.adapter is None else AdapterNetwork.of(reading.adapter)


def settle(client: Client, change: Change, lost: str, words: str = "") -> ChangeResult:
    """The end of a change whose answer is missing: no job of its VM running and two reads that agree decide it.

    `lost` says why there is no answer, and begins the result's sentence.
    """
    try:
        first = read_network(client, change)
        running = has_running_job(client, change.key.vm)
        second = read_network(client, change)
    except WSManError as error:
        sentence = f"{lost} and the host cannot be read: read it before anything else"
        return ChangeResult(change, Outcome.UNKNOWN, sentence, error.words)
    if running or first != second:
        return ChangeResult(
            change, Outcome.UNKNOWN, f"{lost} and the host is still at work: read it again", words, second
        )
    return judge(change, second, lost=lost, words=words)


def judge(change: Change, found: AdapterNetwork | None, *, lost: str = "", words: str = "") -> ChangeResult:
    """What a change came to, by what the host holds now."""
    prefix = f"{lost}; " if lost else ""
    if found is None:
        return ChangeResult(change, Outcome.DIFFERS, f"{prefix}the adapter is gone", words)
    if found == change.after:
        return ChangeResult(change, Outcome.VERIFIED, f"{prefix}the host holds it" if lost else "", words, found)
    if means_the_same(found, change.after):
        return ChangeResult(change, Outcome.VERIFIED, f"{prefix}the host spells it otherwise", words, found)
    if found == change.before:
        accepted = "" if lost else "the host accepted it and "
        sentence = f"{prefix}{accepted}holds what was there before"
        return ChangeResult(change, Outcome.FAILED, sentence, words, found)
    sentence = f"{prefix}the host holds neither what was asked for nor what was there"
    if is_cut(change.after, found):
        sentence = f"{prefix}{CUT} since it was sent"
    return ChangeResult(change, Outcome.DIFFERS, sentence, words, found)
