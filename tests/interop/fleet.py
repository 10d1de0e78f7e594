"""A served practice fleet, as tests of third-party clients meet it."""

from dataclasses import dataclass
from pathlib import Path

import yaml
from pypsrp.wsman import WSMan

from tests.interop.psrp import client
from tui.practice.serve import PracticeServer


@dataclass(frozen=True)
class Serving:
    server: PracticeServer
    hosts_file: Path

    def client(self, host: str) -> WSMan:
        """pypsrp's client over NTLM with encryption, by what the hosts file says."""
        defaults = yaml.safe_load(self.hosts_file.read_text("utf-8"))["defaults"]
        password = (self.hosts_file.parent / defaults["password_file"]).read_text("utf-8").strip()
        url = self.server.listeners[host].url
        return client(url, "ntlm", password=password, user=defaults["username"])
