"""A drill as lines on a terminal: what each VM proved, why not, and nothing that a host could do to the terminal."""

from dataclasses import replace

from tests.drills import HOSTILE, every_verdict
from tui.fleet.drill import LeftOver
from tui.model.drill.values import DrillVerdict
from tui.verbs.drill.lines import Narration, left_lines, leftover_lines, result_lines, verdict_text


def test_every_vm_has_its_verdict_and_the_counts_come_last() -> None:
    view = every_verdict()
    lines = list(result_lines(view))
    for machine in view.machines:
        assert machine.verdict is not None
        assert any(machine.verdict.value in line for line in lines)
    total = sum(int(part.split()[0]) for line in lines if "1 refused" in line for part in line.split(", "))
    assert total == len(view.machines)


def test_a_verdict_that_its_sentence_begins_with_is_not_said_twice() -> None:
    machine = replace(every_verdict().machines[0], verdict=DrillVerdict.NOTHING_STAGED, sentence="nothing staged: so")
    assert verdict_text(machine) == "nothing staged: so"
    assert verdict_text(replace(machine, verdict=DrillVerdict.SILENT, sentence="why")) == "silent: why"
    assert verdict_text(replace(machine, sentence="")) == "nothing staged"


def test_the_hosts_words_come_out_printable() -> None:
    view = every_verdict()
    machine = replace(view.machines[0], words=HOSTILE, notes=(HOSTILE,), banner=HOSTILE)
    text = "\n".join(result_lines(replace(view, machines=(machine,))))
    assert "\x1b" not in text
    assert "\u202e" not in text


def test_each_step_of_a_vm_is_told_once_and_its_parts_are_not() -> None:
    narration, view = Narration(), every_verdict()
    waiting = replace(view.machines[0], step="waiting", verdict=None)

    def news(step: str) -> list[str]:
        return list(narration.news(replace(view, machines=(replace(waiting, step=step),))))

    name = f"{waiting.target.vm_name} · {waiting.target.host}"
    assert news("waiting") == []
    assert news("creating the test VM") == [f"{name}: creating the test VM"]
    assert news("creating the test VM: job 40 %") == []
    assert news("starting: sending") == [f"{name}: starting"]


def test_a_wave_is_told_when_it_begins() -> None:
    narration, view = Narration(), replace(every_verdict(), machines=(), waves=2)
    assert list(narration.news(replace(view, wave=1))) == ["wave 1 of 2"]
    assert list(narration.news(replace(view, wave=1))) == []
    assert list(narration.news(replace(view, wave=2))) == ["wave 2 of 2"]


def test_what_is_left_is_told_with_its_host() -> None:
    view = every_verdict()
    machine = replace(view.machines[0], cleaned=False, test_vm="TEST-1", test_host="dr-hv-02")
    (line,) = left_lines(replace(view, machines=(machine,)))
    assert line == f"left: TEST-1 of {machine.target.vm_name} on dr-hv-02"
    parted = LeftOver("dr-hv-01", "TEST-9", "sql01 - Test", None, "", running=True)
    assert list(leftover_lines([parted])) == [
        "sql01 - Test · dr-hv-01: test VM, parted from its replica, runs [TEST-9]"
    ]
