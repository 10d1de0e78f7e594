"""A real terminal: a tmux server of a test's own, driven by keys and read as text."""

import shlex
import subprocess
import time
import uuid
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import TracebackType


class Tmux:
    """One program in a tmux window of a given size."""

    def __init__(
        self, command: Sequence[str], *, columns: int, lines: int, environment: Mapping[str, str], folder: Path
    ) -> None:
        self._socket = f"hvr-{uuid.uuid4().hex[:12]}"
        self._folder = folder
        assigned = [f"{name}={value}" for name, value in environment.items()]
        status = folder / "status"
        program = f"{shlex.join(['env', '-i', *assigned, *command])}; echo $? > {shlex.quote(str(status))}; sleep 600"
        self._status = status
        self._tmux("-f", "/dev/null", "new-session", "-d", "-x", str(columns), "-y", str(lines), program)
        self._tmux("set-option", "-g", "escape-time", "10")

    def __enter__(self) -> "Tmux":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        subprocess.run(["tmux", "-L", self._socket, "kill-server"], capture_output=True, check=False)

    def press(self, *keys: str) -> "Tmux":
        """Send keys by tmux's names: Enter, Escape, F10, C-s, Down, or one character."""
        self._tmux("send-keys", *keys)
        return self

    def type(self, text: str) -> "Tmux":
        """Send characters as they are; new lines as Enter."""
        for number, line in enumerate(text.split("\n")):
            if number:
                self.press("Enter")
            if line:
                self._tmux("send-keys", "-l", "--", line)
        return self

    def resize(self, columns: int, lines: int) -> None:
        self._tmux("resize-window", "-x", str(columns), "-y", str(lines))

    def set_option(self, name: str, value: str) -> None:
        self._tmux("set-option", "-s", name, value)

    def buffer(self, timeout: float = 10.0) -> str:
        """What was last copied; fails where nothing is."""
        end = time.monotonic() + timeout
        while not (names := self._tmux("list-buffers", "-F", "#{buffer_name}").split()):
            if time.monotonic() > end:
                raise AssertionError(f"nothing was copied; the screen shows:\n{self.screen()}")
            time.sleep(0.02)
        return self._tmux("show-buffer", "-b", names[0])

    def screen(self) -> str:
        return self._tmux("capture-pane", "-p")

    def coloured_screen(self) -> str:
        """The screen with its escape sequences."""
        return self._tmux("capture-pane", "-p", "-e")

    def wait_for(self, *texts: str, timeout: float = 30.0) -> str:
        """The screen once it shows every text; fails with what it shows instead."""
        return self._wait(lambda screen: all(text in screen for text in texts), f"all of {texts}", timeout)

    def wait_until_gone(self, text: str, timeout: float = 30.0) -> str:
        return self._wait(lambda screen: text not in screen, f"no more {text!r}", timeout)

    def exit_status(self, timeout: float = 30.0) -> int:
        """The program's exit status, once it has ended."""
        end = time.monotonic() + timeout
        while time.monotonic() < end:
            if self._status.exists() and (text := self._status.read_text().strip()):
                return int(text)
            time.sleep(0.02)
        raise AssertionError(f"still running after {timeout} s:\n{self.screen()}")

    def _wait(self, condition: Callable[[str], bool], what: str, timeout: float) -> str:
        end = time.monotonic() + timeout
        while True:
            screen = self.screen()
            if condition(screen):
                return screen
            if time.monotonic() > end:
                raise AssertionError(f"waited {timeout} s for {what}; the screen shows:\n{screen}")
            time.sleep(0.02)

    def _tmux(self, *words: str) -> str:
        done = subprocess.run(["tmux", "-L", self._socket, *words], capture_output=True, text=True, check=True)
        return done.stdout
