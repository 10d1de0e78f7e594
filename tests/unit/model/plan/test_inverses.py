"""Print, parse, plan, apply and undo are inverses over any settings that a host can hold."""

from dataclasses import replace
from pathlib import Path

import yaml
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.model.plan.site import LAN, TEST, adapter, entries, holding, host, machine, names, site_with
from tests.unit.model.test_form import raws
from tui.fleet.plans.files import plan_text, yaml_text
from tui.model.change import AdapterNetwork, Change
from tui.model.plan.building import plan_of_entries
from tui.model.plan.cells import read_list, read_text, write_list, write_text
from tui.model.plan.comparing import is_cut, means_the_same
from tui.model.plan.csvform import read_csv
from tui.model.plan.difference import differences
from tui.model.plan.entries import entries_of, entries_of_plan, network_of_wish, wish_of
from tui.model.plan.fingerprint import is_hash_of, plan_hash
from tui.model.plan.truncation import cut
from tui.model.plan.values import PlanEntry, Site
from tui.model.plan.yamlform import document, read_document
from tui.model.staged import StagedRaw
from tui.yamlfile import Section

FILE = Path("plan")
networks = st.builds(AdapterNetwork, raws, st.none() | names, st.booleans(), st.sampled_from((LAN.id, TEST.id)))


def _from_yaml(text: str) -> tuple[PlanEntry, ...]:
    node = yaml.compose(text, Loader=yaml.SafeLoader)
    assert node is not None
    found, problems = read_document(Section(FILE, node, ""))
    assert problems == ()
    return found


def _from_csv(text: str) -> tuple[PlanEntry, ...]:
    found, problems = read_csv(FILE, text.removeprefix("\ufeff"))
    assert problems == ()
    return found


@given(st.lists(entries, max_size=4).map(tuple))
def test_yaml_brings_back_every_text_in_its_order(written: tuple[PlanEntry, ...]) -> None:
    text = plan_text(written, as_csv=False)
    assert _from_yaml(text) == written
    assert text.isascii()


@given(st.lists(entries, max_size=4).map(tuple))
def test_csv_brings_back_every_text_in_its_order_and_no_cell_is_a_formula(written: tuple[PlanEntry, ...]) -> None:
    text = plan_text(written, as_csv=True)
    assert _from_csv(text) == written


@given(names)
def test_a_cell_brings_back_its_text_and_no_spreadsheet_takes_it_for_a_formula(text: str) -> None:
    cell = write_text(text)
    assert read_text(cell) == text
    assert not cell.startswith(("=", "+", "-", "@", "\t", "\r"))
    assert "\n" not in cell


@given(st.lists(names, max_size=5).map(tuple))
def test_a_list_in_a_cell_brings_back_every_value(texts: tuple[str, ...]) -> None:
    cell = write_list(texts)
    assert tuple(text for text, _ in read_list(cell)) == texts
    assert not cell.startswith(("=", "+", "-", "@"))


@given(raws)
def test_an_export_asks_for_nothing(raw: StagedRaw) -> None:
    site = site_with(raw)
    for read in (
        _from_yaml(plan_text(entries_of(site), as_csv=False)),
        _from_csv(plan_text(entries_of(site), as_csv=True)),
    ):
        reading = plan_of_entries(read, site)
        assert (reading.plan, reading.problems, reading.unchanged) == ((), (), 1)


@given(raws, networks)
def test_applying_what_a_plan_file_says_and_undoing_it_leaves_what_was_there(
    raw: StagedRaw, after: AdapterNetwork
) -> None:
    site = site_with(raw)
    first = Change.begin(host().name, machine(adapter(raw)), adapter(raw))
    change = replace(first, after=after)
    written = entries_of_plan([change], site)
    read = _from_yaml(yaml_text(document(written)))
    assert read == written
    assert network_of_wish(read[0].wish, first.before) == after
    applied = holding(site, after)
    assert entries_of(applied)[0].wish == wish_of(after, (LAN, TEST))
    undone = _undo(applied, change)
    assert holding(applied, undone.after) == site


def _undo(site: Site, change: Change) -> Change:
    assert site[0].inventory is not None
    vm = site[0].inventory.machines[0]
    now = Change.begin(site[0].name, vm, vm.adapters[0])
    assert now.before == change.after
    return replace(now, after=change.before)


@given(raws, networks)
def test_a_difference_shows_all_of_what_goes_and_all_of_what_comes(raw: StagedRaw, after: AdapterNetwork) -> None:
    first = Change.begin(host().name, machine(adapter(raw)), adapter(raw))
    change = replace(first, after=after)
    shown = {field.label: field.values for field in differences(change, {})}
    for old, new in ((raw.gateways, after.staged.gateways), (raw.dns, after.staged.dns)) if after.staged else ():
        texts = tuple(text or '""' for text in old), tuple(text or '""' for text in new)
        fields = [
            values for values in shown.values() if _side(values, "-") == texts[0] and _side(values, "+") == texts[1]
        ]
        assert texts[0] == texts[1] or fields
    assert change.is_empty or shown or _same_to_the_eye(change)
    assert list(differences(first, {})) == []


def _same_to_the_eye(change: Change) -> bool:
    """No empty text stands beside one that is spelt as it is shown, and a switch's GUID has one spelling."""
    before, after = change.before.staged, change.after.staged
    assert before is not None
    assert after is not None
    return '""' in (*before.gateways, *before.dns, *after.gateways, *after.dns, *before.addresses, *after.addresses)


def _side(values: tuple[tuple[str, str], ...], sign: str) -> tuple[str, ...]:
    return tuple(value for each, value in values if each in (sign, " "))


@given(raws, raws)
def test_the_hash_is_of_what_was_reviewed_and_not_of_the_order(one: StagedRaw, other: StagedRaw) -> None:
    first = Change.begin(host().name, machine(adapter(one)), adapter(one))
    first = replace(first, after=replace(first.after, staged=other))
    second = replace(first, key=replace(first.key, host="dr-hv-02"), vm_name="another name")
    assert plan_hash([first, second]) == plan_hash([second, first])
    assert is_hash_of(plan_hash([first])[:12], [first])
    assert not is_hash_of(plan_hash([first])[:11], [first])
    assert not is_hash_of(plan_hash([first]), [second])
    touched = replace(first, before=replace(first.before, test_switch="another"))
    assert plan_hash([touched]) != plan_hash([first])


@given(st.lists(st.ip_addresses(v=4), min_size=2, max_size=5, unique=True), st.lists(st.ip_addresses(v=6), max_size=3))
def test_what_the_module_leaves_is_known_as_cut(four: list[object], six: list[object]) -> None:
    texts = [str(each) for each in (*four, *six)]
    masks = ["255.255.255.0"] * len(four) + ["64"] * len(six)
    whole = StagedRaw(4098 if six else 4096, False, tuple(texts), tuple(masks), (texts[0],), ("10.0.0.1",) * 3)
    network = AdapterNetwork(whole, None, connected=True, switch_id=None)
    left = replace(network, staged=cut(whole))
    assert cut(whole).addresses == tuple(texts[:1] + texts[len(four) :][:1])
    assert is_cut(network, left)
    assert not is_cut(network, network)
    assert not is_cut(left, network)
    assert not means_the_same(network, left)
