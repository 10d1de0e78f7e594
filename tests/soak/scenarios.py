"""The practice fleets that the long runs use, by name."""

from dataclasses import replace

from tui.practice.scenario.builtin import generated_scenario
from tui.practice.scenario.plan import Scenario

LARGE_VMS = 500
INSTANCE_MILLISECONDS = 20.0


def scenario(name: str) -> Scenario:
    match name:
        case "twenty":
            return generated_scenario(20, 6, 1)
        case "large":
            made = generated_scenario(1, LARGE_VMS, 1)
            return replace(
                made, hosts=tuple(replace(host, instance_milliseconds=INSTANCE_MILLISECONDS) for host in made.hosts)
            )
        case "far":
            return generated_scenario(1, 60, 1)
    raise ValueError(name)
