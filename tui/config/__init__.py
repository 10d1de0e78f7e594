"""The hosts file: which hosts, how to reach them, and how the console behaves. An error names file, line and key."""

from tui.config.entry import Auth, ClusterEntry, Configuration, CredentialSource, HostEntry, Settings
from tui.config.reading import default_path, read_configuration

__all__ = [
    "Auth",
    "ClusterEntry",
    "Configuration",
    "CredentialSource",
    "HostEntry",
    "Settings",
    "default_path",
    "read_configuration",
]
