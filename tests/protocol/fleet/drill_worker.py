"""A console that drills everything and kills itself, without warning, when one VM comes to a step.

Arguments: hosts file, journal folder, name of the VM, the beginning of the step's words.
"""

import os
import signal
import sys
import threading
from pathlib import Path

from tests.protocol.fleet.drilling import When, begin
from tui.config import read_configuration
from tui.credentials import gather
from tui.fleet.fleet import Fleet
from tui.fleet.journal import Journal


def main(hosts_file: str, folder: str, vm: str, step: str) -> None:
    configuration = read_configuration(Path(hosts_file))
    fleet = Fleet(configuration, gather(configuration, lambda text: ""), Journal(Path(folder)), keep_up=False)
    fleet.start()
    fleet.wait_for_first_answers()
    begin(fleet, at_once=1, when=When(vm, step, lambda: os.kill(os.getpid(), signal.SIGKILL)))
    threading.Event().wait(60)


if __name__ == "__main__":
    main(*sys.argv[1:])
