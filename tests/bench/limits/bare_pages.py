"""The limit of a quick refresh: how many messages the pages of some queries are, asked for one after another.

Standard input is JSON: url, username, password, and the two messages of each query, an Enumerate and a Pull in which
CONTEXT stands for the enumeration context. Standard output is JSON: messages.
"""

import json
import re
import sys

from winrm.transport import Transport

CONTEXT = re.compile(rb"EnumerationContext>([^<]*)<")
task = json.load(sys.stdin)
transport = Transport(
    endpoint=task["url"], username=task["username"], password=task["password"], auth_method="ntlm",
    message_encryption="always",
)  # fmt: skip


def send(message: str, context: bytes = b"") -> bytes:
    transport.build_session()
    return bytes(transport.send_message(message.encode().replace(b"CONTEXT", context)))


messages = 0
for enumerate_message, pull_message in task["queries"]:
    answer = send(enumerate_message)
    messages += 1
    while b"EndOfSequence" not in answer:
        found = CONTEXT.search(answer)
        answer = send(pull_message, found[1] if found else b"")
        messages += 1
sys.stdout.write(json.dumps({"messages": messages}))
