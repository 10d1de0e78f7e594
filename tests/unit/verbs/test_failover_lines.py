"""What `hvr failover` says of a plan, and of what keeps it from beginning."""

import pytest

from tui.fleet.failover.preflight import Obstacle
from tui.model.failover.deed import Deed
from tui.model.failover.values import FailoverPlan, FailoverTarget, Tier, Whereabouts
from tui.verbs.failover.lines import plan_lines, stopped_line

OF_A_RULE = Obstacle("VM-1", "its sentence", True, "drill-values-staged")
OF_ITS_STATE = Obstacle("VM-1", "no failover has begun", True)


def lines(deed: Deed, primary: Whereabouts | None = None, name: str = "", left_out: tuple[str, ...] = ()) -> list[str]:
    target = FailoverTarget("VM-1", "sql01", Whereabouts("dr-hv-01"), primary, primary_name=name)
    return list(plan_lines(FailoverPlan("sql01", deed, (target,), (Tier("all", ("VM-1",)),), left_out=left_out), ()))


@pytest.mark.parametrize("deed", [Deed.PLANNED, Deed.UNPLANNED])
def test_a_failover_says_from_which_host_to_which(deed: Deed) -> None:
    assert lines(deed, Whereabouts("prod-hv-01"))[1].startswith("  sql01 from prod-hv-01 to dr-hv-01: ")
    assert lines(deed, name="PROD.corp")[1].startswith("  sql01 from PROD.corp to dr-hv-01: ")
    assert lines(deed)[1].startswith("  sql01 from a host outside this fleet to dr-hv-01: ")


def test_completing_warns_that_it_cannot_be_taken_back_and_nothing_else_does() -> None:
    warning = "warning: cannot be taken back: the other recovery points are merged"
    assert warning in lines(Deed.COMPLETE)
    assert lines(Deed.COMPLETE)[-1] == "  sql01 on dr-hv-01: complete the failover"
    assert [deed for deed in Deed if warning in lines(deed)] == [Deed.COMPLETE]


def test_what_is_left_out_is_said() -> None:
    assert "left out: app07 is already on dr-hv-01, running" in lines(
        Deed.PLANNED, left_out=("app07 is already on dr-hv-01, running",)
    )


def test_how_to_waive_is_told_only_where_every_blocker_is_a_rules() -> None:
    assert stopped_line([OF_A_RULE]) == "1 blocker; nothing was sent. A rule can be waived: --waive RULE=REASON"
    assert stopped_line([OF_A_RULE, OF_A_RULE]).startswith("2 blockers; nothing was sent. A rule can be waived")
    assert stopped_line([OF_ITS_STATE]) == "1 blocker; nothing was sent"
    assert stopped_line([OF_A_RULE, OF_ITS_STATE]) == "2 blockers; nothing was sent"
