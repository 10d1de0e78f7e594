"""Practice hosts in a process of their own, for as long as the console on them is open."""

import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path


def serve_arguments(
    scenario: Path | None, hosts: int | None, vms: int | None, seed: int, keytab: Path | None
) -> list[str]:
    """The words for `python -m tui.practice` that say what to serve."""
    words = ["--seed", str(seed)]
    for option, value in (("--hosts", hosts), ("--vms", vms), ("--keytab", keytab)):
        if value is not None:
            words += [option, str(value)]
    if scenario is not None:
        words.append(str(scenario))
    return words


@contextmanager
def practice_hosts(arguments: Sequence[str]) -> Iterator[Path]:
    """Serve practice hosts and give the hosts file to connect with; both are gone afterwards.

    Raises SystemExit with the practice process's own exit code and words where it cannot serve.
    """
    with tempfile.TemporaryDirectory(prefix="hvr-practice-") as folder:
        hosts_file, said = Path(folder) / "hosts.yaml", Path(folder) / "stderr"
        command = [sys.executable, "-m", "tui.practice", "--serve", "--with-parent", "--write-hosts", str(hosts_file)]
        # The console draws on the terminal that the process would complain on.
        with (
            said.open("w") as stderr,
            subprocess.Popen(
                [*command, *arguments], stdout=subprocess.PIPE, stderr=stderr, stdin=subprocess.DEVNULL, text=True
            ) as process,
        ):
            try:
                assert process.stdout is not None
                if not process.stdout.readline():
                    status = process.wait()
                    sys.stderr.write(said.read_text())
                    raise SystemExit(status)
                yield hosts_file
            finally:
                process.terminate()
                try:
                    process.wait(timeout=5)
                except subprocess.TimeoutExpired:
                    process.kill()
