"""The administrative door: a unix socket with a JSON object a line, in and out.

In: ``{"do": "advance", "seconds": 60}``, any public method of Administration with its arguments.
Out: ``{"ok": true, "result": …}`` or ``{"ok": false, "error": "…"}``.
"""

import json
import os
import socketserver
import threading
from pathlib import Path
from typing import Any

from tui.practice.administration import Administration


class Door:
    """Open between `open` and `close`; the socket is this user's alone."""

    def __init__(self, path: Path, administration: Administration) -> None:
        self._path = path
        self._administration = administration
        self._server: _Server | None = None

    def open(self) -> None:
        """Raises OSError when the path is taken or cannot be made."""
        mask = os.umask(0o177)
        try:
            self._server = _Server(str(self._path), _Visitor)
        finally:
            os.umask(mask)
        self._server.administration = self._administration
        threading.Thread(target=self._server.serve_forever, args=(0.05,), name="practice-door", daemon=True).start()

    def close(self) -> None:
        """Remove the socket; a second close does nothing."""
        server, self._server = self._server, None
        if server is not None:
            server.shutdown()
            server.server_close()
            self._path.unlink(missing_ok=True)


class _Server(socketserver.ThreadingUnixStreamServer):
    daemon_threads = True
    block_on_close = False
    administration: Administration


class _Visitor(socketserver.StreamRequestHandler):
    server: _Server

    def handle(self) -> None:
        for line in self.rfile:
            answer = answer_line(self.server.administration, line)
            self.wfile.write(json.dumps(answer).encode() + b"\n")


def answer_line(administration: Administration, line: bytes | str) -> dict[str, Any]:
    """The answer to one line; a wrong line is an answer too."""
    try:
        request = json.loads(line)
        name = request.pop("do")
        if name.startswith("_") or not hasattr(Administration, name):
            raise ValueError(f"the door does not know {name}")
        return {"ok": True, "result": getattr(administration, name)(**request)}
    except (ValueError, TypeError, KeyError, AttributeError, OSError) as error:
        return {"ok": False, "error": f"{type(error).__name__}: {error}"}
