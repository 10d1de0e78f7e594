"""Where the hosts file lies, and which form it has."""

from pathlib import Path

import platformdirs

from tui.config.ansible.inventory import read_inventory
from tui.config.ansible.tree import is_inventory
from tui.config.entry import Configuration
from tui.config.hosts_file import read_hosts_file
from tui.config.ownership import refuse_if_others_may_write
from tui.yamlfile import Section, load_node


def default_path() -> Path:
    """The user's own hosts file."""
    return platformdirs.user_config_path("hvr") / "hosts.yaml"


def read_configuration(path: Path) -> Configuration:
    """Read a hosts file, or an Ansible inventory in YAML, told apart by what they hold. Raises FileError."""
    node = load_node(path)
    refuse_if_others_may_write(path)
    return read_inventory(path, node) if is_inventory(node) else read_hosts_file(Section(path, node, ""))
