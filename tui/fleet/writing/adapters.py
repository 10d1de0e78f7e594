"""Changes of adapters: staged settings, the connection, and what a running guest is told."""

from tui.fleet.journal import Journal
from tui.fleet.writing.work import Send, Work
from tui.hyperv.adapter import AdapterReading, read_adapter
from tui.hyperv.failover import stage
from tui.hyperv.guests import inject
from tui.hyperv.moment import require_sight
from tui.hyperv.networking import UNCHANGED, rewire, wire
from tui.hyperv.returncodes import Submitted
from tui.model import states
from tui.model.change import AdapterNetwork, Change
from tui.model.machine import Adapter
from tui.model.plan.comparing import is_cut, means_the_same
from tui.model.result import ChangeResult, Outcome
from tui.wsman.client import Client

CUT = "another tool has cut the staged settings to one address a family"
GUEST_PATIENCE = 60.0
"""Seconds that a guest has to report what it was told."""


class AdapterWork(Work[AdapterNetwork | None, ChangeResult]):
    """One change of one adapter; what a guest reports takes part only where the change tells it something."""

    def __init__(self, change: Change, computer_name: str) -> None:
        """`computer_name` is the host's own."""
        self.change = change
        self._computer_name = computer_name
        if change.injects:
            self.waiting = "waiting for the guest"

    @property
    def vm(self) -> str:
        return self.change.key.vm

    @property
    def family(self) -> str:
        return self.change.key.vm

    def record_intent(self, journal: Journal, principal: str, reason: str, apply: str, run: str) -> str:
        return journal.intent(self.change, reason, principal=principal, apply=apply, run=run)

    def record_end(self, journal: Journal, entry: str, result: ChangeResult, *, settled: bool = False) -> None:
        (journal.settled if settled else journal.outcome)(entry, result)

    def compare(self, client: Client) -> ChangeResult | tuple[Send, ...]:
        change = self.change
        reading = self._read(client)
        if reading.adapter is None or reading.mode is None:
            return self.result(Outcome.CONFLICT, "the host no longer has this adapter; nothing was sent")
        if reading.mode != change.mode:
            was, now = states.mode_name(change.mode), states.mode_name(reading.mode)
            return self.result(Outcome.CONFLICT, f"the VM was {was} and is {now} now; nothing was sent")
        found = self._network(reading.adapter)
        if found == change.after:
            return self.result(Outcome.VERIFIED, "the host held this already; nothing was sent", found=found)
        if found != change.before:
            sentence = "the host holds something else than the change was planned from"
            if is_cut(change.before, found):
                sentence = f"{CUT} since the change was planned"
            return self.result(Outcome.CONFLICT, f"{sentence}; nothing was sent", found=found)
        return self._calls(reading, reading.adapter)

    def read(self, client: Client) -> AdapterNetwork | None:
        adapter = self._read(client).adapter
        return None if adapter is None else self._network(adapter)

    def judge(self, found: AdapterNetwork | None, *, lost: str = "", words: str = "") -> ChangeResult:
        change = self.change
        prefix = f"{lost}; " if lost else ""
        if found is None:
            return self.result(Outcome.DIFFERS, f"{prefix}the adapter is gone", words)
        if found == change.after:
            return self.result(Outcome.VERIFIED, f"{prefix}the host holds it" if lost else "", words, found)
        told_nothing = change.injects and found.guest is None
        if means_the_same(found, change.after) and not told_nothing:
            return self.result(Outcome.VERIFIED, f"{prefix}the host spells it otherwise", words, found)
        if found == change.before:
            accepted = "" if lost else "the host accepted it and "
            sentence = f"{prefix}{accepted}holds what was there before"
            if change.injects and not lost:
                sentence = "the host delivered it and the guest reports what it did before"
            return self.result(Outcome.FAILED, sentence, words, found)
        sentence = f"{prefix}the host holds neither what was asked for nor what was there"
        if is_cut(change.after, found):
            sentence = f"{prefix}{CUT} since it was sent"
        return self.result(Outcome.DIFFERS, sentence, words, found)

    def after_refusal(self, found: AdapterNetwork | None) -> str:
        return "" if found is None or found == self.change.before else "the host holds a part of it"

    def allowance(self, found: AdapterNetwork | None) -> float:
        return GUEST_PATIENCE if self.change.injects and found is not None else 0.0

    def result(
        self, outcome: Outcome, sentence: str, words: str = "", found: AdapterNetwork | None = None
    ) -> ChangeResult:
        return ChangeResult(self.change, outcome, sentence, words, found)

    def _read(self, client: Client) -> AdapterReading:
        key = self.change.key
        reading = read_adapter(client, key.vm, key.adapter, with_guest=self.change.injects)
        if reading.mode is None:
            require_sight(client)
        return reading

    def _network(self, adapter: Adapter) -> AdapterNetwork:
        return AdapterNetwork.of(adapter, with_guest=self.change.injects)

    def _calls(self, reading: AdapterReading, adapter: Adapter) -> ChangeResult | tuple[Send, ...]:
        change = self.change
        calls: list[Send] = []
        if change.stages:
            staged, staged_id = change.after.staged, adapter.staged_id
            if staged is None or staged_id is None:
                sentence = "this host has no failover settings for the adapter; nothing was sent"
                return self.result(Outcome.NOT_SENT, sentence)
            calls.append(lambda client: stage(client, change.key.vm, staged_id, staged))
        if change.rewires:
            calls.append(lambda client: self._rewire(client, adapter))
        if change.injects:
            told = change.after.guest
            if told is None or reading.enabled_state != states.RUNNING:
                return self.result(Outcome.NOT_SENT, "only a running guest takes an address; nothing was sent")
            calls.append(lambda client: inject(client, change.key.vm, change.key.adapter, told))
        return tuple(calls)

    def _rewire(self, client: Client, adapter: Adapter) -> Submitted:
        before, after = self.change.before, self.change.after
        if adapter.connection is None:
            return wire(
                client,
                adapter.port_id,
                adapter.kind,
                self._computer_name,
                switch_id=after.switch_id,
                connected=after.connected,
                test_switch=after.test_switch,
            )
        return rewire(
            client,
            adapter.connection.id,
            self._computer_name,
            test_switch=UNCHANGED if after.test_switch == before.test_switch else after.test_switch,
            connected=UNCHANGED if after.connected == before.connected else after.connected,
            switch_id=after.switch_id if after.switch_id and after.switch_id != before.switch_id else UNCHANGED,
        )
