"""The limit of an inventory: the same bytes through pywinrm's transports, as many at once, nothing parsed.

Standard input is JSON: username, password, and for each host its url and messages, in which CONTEXT stands for the
enumeration context of the answer before. Standard output is JSON: seconds of the clock and bytes.
"""

import json
import re
import sys
import threading
import time
from typing import Any

from winrm.transport import Transport

CONTEXT = re.compile(rb"EnumerationContext>([^<]*)<")


def move(host: dict[str, Any], task: dict[str, Any], moved: list[int]) -> None:
    user = {"username": task["username"], "password": task["password"]}
    transport = Transport(endpoint=host["url"], auth_method="ntlm", message_encryption="always", **user)
    context = b""
    for message in host["messages"]:
        transport.build_session()
        answer = transport.send_message(message.encode().replace(b"CONTEXT", context))
        moved.append(len(answer))
        found = CONTEXT.search(answer)
        context = found[1] if found else b""


task = json.load(sys.stdin)
moved: list[int] = []
threads = [threading.Thread(target=move, args=(host, task, moved)) for host in task["hosts"]]
began = time.monotonic()
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
sys.stdout.write(json.dumps({"seconds": time.monotonic() - began, "bytes": sum(moved)}))
