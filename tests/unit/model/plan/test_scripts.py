"""Scripts are PowerShell by an independent grammar, and hold exactly the values they shall."""

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
import tree_sitter
import tree_sitter_powershell
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.model.plan.site import LAN, NIC, TEST, VM, adapter, host, machine, names
from tests.unit.model.test_form import raws
from tui.model.change import Change
from tui.model.plan.script.cim import cim_script
from tui.model.plan.script.powershell import powershell_script
from tui.model.plan.script.values import Script, ScriptRefused, literal
from tui.model.staged import BOTH, CLEARED, IPV4, StagedRaw
from tui.model.text import printable

_PARSER = tree_sitter.Parser(tree_sitter.Language(tree_sitter_powershell.language()))
_SEVERAL = StagedRaw(
    BOTH, False, ("10.9.20.11", "10.9.20.12", "2001:db8::1"), ("255.255.255.0",) * 2 + ("64",), ("10.9.20.1",), ()
)
_ONE = StagedRaw(IPV4, False, ("10.9.20.11",), ("255.255.255.0",), ("10.9.20.1",), ("10.9.0.10", "10.9.0.11"))
Make = Callable[[list[Change]], Script]


def _change(staged: StagedRaw | None = _ONE, *, test: str | None = TEST.name, vm: str = "sql01") -> Change:
    change = Change.begin(host().name, machine(name=vm), adapter())
    return replace(change, after=replace(change.after, staged=staged, test_switch=test))


def _nodes(node: tree_sitter.Node) -> Iterator[tree_sitter.Node]:
    yield node
    for child in node.children:
        yield from _nodes(child)


def _assert_parses(script: str) -> None:
    root = _PARSER.parse(script.encode()).root_node
    wrong = [node.text for node in _nodes(root) if node.type == "ERROR" or node.is_missing]
    assert not wrong, wrong


@pytest.mark.parametrize("make", [cim_script, powershell_script])
@given(raw=raws, vm=names, test=names)
def test_any_plan_is_a_script_or_is_refused(make: Make, raw: StagedRaw, vm: str, test: str) -> None:
    try:
        script = make([_change(raw, vm=vm, test=test)])
    except ScriptRefused:
        texts = (*raw.addresses, *raw.subnets, *raw.gateways, *raw.dns, test)
        assert any(printable(text) != text for text in texts)
        return
    _assert_parses(script.text)
    assert "\x1b" not in script.text
    assert script.text == "\n".join(printable(line) for line in script.text.split("\n"))


@given(st.text(alphabet="'‘’‚‛ a$`\"();#", max_size=12))
def test_a_literal_is_one_string_whatever_quotes_it_holds(text: str) -> None:
    quoted = literal(text)
    assert _unquoted(quoted) == text
    _assert_parses(f"$x = {quoted}\n")


def _unquoted(source: str) -> str:
    """As PowerShell's tokenizer reads a single-quoted string: any of its quotes ends it unless another follows."""
    quotes = "'‘’‚‛"
    assert source[0] in quotes
    text, place = "", 1
    while True:
        sign = source[place]
        if sign in quotes:
            if place + 1 == len(source):
                return text
            assert source[place + 1] in quotes, "the string ended early"
            place += 1
        text += sign
        place += 1


def test_everything_is_named_by_guid_and_names_stand_in_comments_alone() -> None:
    for make in (cim_script, powershell_script):
        script = make([_change(vm="evil\n'; Remove-VM *")]).text
        assert VM in script
        assert NIC in script
        code = [line for line in script.split("\n") if not line.startswith("#")]
        assert not any("Remove-VM" in line for line in code)


def test_the_module_is_never_told_to_stage_what_it_would_cut() -> None:
    script = powershell_script([_change(_SEVERAL), _change(_ONE)])
    assert script.text.count("Set-VMNetworkAdapterFailoverConfiguration") == 1
    assert any("one address a family" in warning for warning in script.warnings)
    for raw in (replace(_ONE, dns=("10.0.0.1", "10.0.0.2", "10.0.0.3")), replace(_ONE, protocol=BOTH)):
        assert "Set-VMNetworkAdapterFailoverConfiguration" not in powershell_script([_change(raw)]).text


def test_the_wmi_script_carries_every_value_in_its_order() -> None:
    text = cim_script([_change(_SEVERAL)]).text
    assert "IPAddresses = [string[]]@('10.9.20.11', '10.9.20.12', '2001:db8::1')" in text
    assert "DNSServers = [string[]]@()" in text


def test_the_module_clears_both_families() -> None:
    change = _change(_ONE)
    text = powershell_script([replace(change, before=change.after, after=replace(change.after, staged=CLEARED))]).text
    assert "ClearFailoverIPv4Settings = $true" in text
    assert "ClearFailoverIPv6Settings = $true" in text


def test_a_switch_is_connected_by_its_guid() -> None:
    change = _change(CLEARED)
    change = replace(change, before=replace(change.before, connected=False, switch_id=None))
    assert LAN.id in powershell_script([change]).text
    assert LAN.id in cim_script([change]).text


def test_what_a_guest_is_told_stands_in_the_wmi_script_and_is_told_to_be_missing_in_the_other() -> None:
    change = Change.begin(host().name, machine(), adapter())
    told = replace(change, after=replace(change.after, guest=_ONE))
    script = cim_script([told]).text
    _assert_parses(script)
    assert "SetGuestNetworkAdapterConfiguration" in script
    assert "SetFailoverNetworkAdapterSettings" not in script
    assert "'10.9.20.11'" in script
    assert any("cannot tell a running guest" in warning for warning in powershell_script([told]).warnings)
