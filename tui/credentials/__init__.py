"""Where a password comes from: keyring, command, environment, file or prompt, in this order; nowhere with a ticket."""

from tui.credentials.gathering import Prompt, find, gather
from tui.credentials.sources import CredentialError

__all__ = ["CredentialError", "Prompt", "find", "gather"]
