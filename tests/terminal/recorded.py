"""A terminal that keeps every byte a program ever sent to it."""

import fcntl
import os
import pty
import re
import select
import signal
import struct
import termios
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType

import pyte

_UNKNOWN_TO_PYTE = re.compile(rb"\x1b\[[<=>?][0-9;]*[$a-zA-Z]+")

Octets = bytes
"""Under another name where a terminal's `bytes` are meant."""
_UNFINISHED = re.compile(rb"\x1b(\[[<=>?0-9;:]*)?$")


class RecordedTerminal:
    """One program on a pseudo-terminal."""

    def __init__(
        self, command: Sequence[str], *, environment: Mapping[str, str], columns: int = 80, lines: int = 24
    ) -> None:
        self.received = bytearray()
        """Every byte so far; `bytes` is a copy of it."""
        self.running = True
        """Until the program closes the terminal."""
        self._unfinished = b""
        self._screen = pyte.Screen(columns, lines)
        self._stream = pyte.ByteStream(self._screen)
        self._pid, self._fd = pty.fork()
        if self._pid == 0:
            signal.signal(signal.SIGHUP, signal.SIG_DFL)
            fcntl.ioctl(1, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))
            os.execvpe(command[0], [*command], dict(environment))

    def __enter__(self) -> "RecordedTerminal":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            os.kill(self._pid, signal.SIGKILL)
            os.waitpid(self._pid, 0)
        except (ProcessLookupError, ChildProcessError):
            pass
        os.close(self._fd)

    @property
    def bytes(self) -> Octets:
        return bytes(self.received)

    @property
    def pid(self) -> int:
        return self._pid

    def send(self, keys: str) -> None:
        os.write(self._fd, keys.encode())

    def resize(self, columns: int, lines: int) -> None:
        """As when somebody pulls at the window."""
        self._screen.resize(lines, columns)
        fcntl.ioctl(self._fd, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))

    def wipe(self) -> None:
        """What stood there is gone: only what is drawn from now on is seen."""
        self._screen.erase_in_display(2)

    def signal(self, number: int) -> None:
        os.kill(self._pid, number)

    def signal_program(self, number: int) -> None:
        """Signal the program that a shell, which was started here, is waiting for."""
        children = Path(f"/proc/{self._pid}/task/{self._pid}/children").read_text("ascii").split()
        os.kill(int(children[-1]), number)

    def settle(self, quiet: float = 0.3, timeout: float = 40.0) -> None:
        """Until nothing has come for `quiet` seconds."""
        end = time.monotonic() + timeout
        while time.monotonic() < end:
            before = len(self.received)
            self.pump(quiet)
            if len(self.received) == before:
                return
        raise AssertionError(f"not quiet after {timeout} s; the screen shows:\n{self.text()}")

    def first_byte(self, timeout: float = 5.0) -> float:
        """Seconds until something comes."""
        began, before = time.monotonic(), len(self.received)
        while len(self.received) == before:
            if time.monotonic() - began > timeout or not self.pump(timeout):
                raise AssertionError(f"nothing came for {timeout} s; the screen shows:\n{self.text()}")
        return time.monotonic() - began

    def text(self) -> str:
        return "\n".join(line.rstrip() for line in self._screen.display)

    def tail(self) -> str:
        """The last that was sent, as text: what a program says at its end may not fit on the screen."""
        return self.received[-20_000:].decode("utf-8", "replace")

    def backgrounds(self) -> set[str]:
        """Every colour that something stands on now."""
        lines = self._screen.buffer
        return {lines[y][x].bg for y in range(self._screen.lines) for x in range(self._screen.columns)}

    def wait_for(self, *texts: str, timeout: float = 40.0) -> None:
        """Until the screen shows every text; fails with what it shows instead."""
        end = time.monotonic() + timeout
        while not all(text in self.text() for text in texts):
            if time.monotonic() > end or not self.pump():
                raise AssertionError(f"waited for {texts}; the screen shows:\n{self.text()}")

    def wait_until_gone(self, text: str, timeout: float = 40.0) -> None:
        end = time.monotonic() + timeout
        while text in self.text():
            if time.monotonic() > end or not self.pump():
                raise AssertionError(f"waited for {text!r} to go; the screen shows:\n{self.text()}")

    def exit_status(self, timeout: float = 40.0) -> int:
        """The exit status, once the program has ended and sent its last byte."""
        end = time.monotonic() + timeout
        while self.pump():
            if time.monotonic() > end:
                raise AssertionError(f"still running after {timeout} s; the screen shows:\n{self.text()}")
        return os.waitstatus_to_exitcode(os.waitpid(self._pid, 0)[1])

    def pump(self, patience: float = 0.1) -> bool:
        """Take what comes within `patience`; False once the program has closed the terminal."""
        if not select.select([self._fd], [], [], patience)[0]:
            return True
        try:
            piece = os.read(self._fd, 65536)
        except OSError:
            piece = b""
        self.running = bool(piece)
        self.received += piece
        self._show(piece)
        return self.running

    def _show(self, piece: Octets) -> None:
        """A sequence whose end has not come yet waits for it."""
        arrived = self._unfinished + piece
        cut = _UNFINISHED.search(arrived)
        self._unfinished = cut[0] if cut and self.running else b""
        whole = arrived[: len(arrived) - len(self._unfinished)]
        try:
            self._stream.feed(_UNKNOWN_TO_PYTE.sub(b"", whole))
        except TypeError:
            # A key that was echoed amid a sequence, once the program had handed the terminal back.
            self._stream = pyte.ByteStream(self._screen)
