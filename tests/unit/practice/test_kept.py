"""Objects are made once and kept until something happens to their host."""

from tests.unit.practice.bench import Bench


def test_the_same_objects_are_answered_until_something_happens(dr: Bench) -> None:
    first, again = dr.all("Msvm_ComputerSystem"), dr.all("Msvm_ComputerSystem")
    assert all(one is other for one, other in zip(first, again, strict=True) if one.values["ElementName"] == "sql01")
    dr.finish(dr.on_machine("alone", "RequestStateChange", RequestedState=3))
    assert dr.one("Msvm_ComputerSystem", ElementName="alone").values["EnabledState"] == 3
    assert all(one is not other for one, other in zip(again, dr.all("Msvm_ComputerSystem"), strict=True))


def test_what_goes_with_time_goes_on_in_kept_objects(dr: Bench) -> None:
    def moving() -> tuple[object, object]:
        alone, sql01 = (dr.one("Msvm_ComputerSystem", ElementName=name) for name in ("alone", "sql01"))
        return alone.values["OnTimeInMilliseconds"], sql01.values["LastReplicationTime"]

    began = moving()
    version = dr.host.state.lock.version
    dr.wait(301)
    assert all(after > before for before, after in zip(began, moving(), strict=True))  # type: ignore[operator]
    assert dr.host.state.lock.version == version
