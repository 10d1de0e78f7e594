"""Identify (facts/wsman.md 2.1)."""

from tui.practice.wsman import names
from tui.practice.wsman.xmltext import xml_text

MASKED = "OS: 0.0.0 SP: 0.0 Stack: 3.0"
"""The product version for somebody who has not signed in."""


def identify_envelope(language: str, product_version: str) -> str:
    """The whole answer; Identify has no addressing headers."""
    return (
        f'<s:Envelope xml:lang="{language}" xmlns:s="{names.SOAP}"><s:Header/><s:Body>'
        f'<wsmid:IdentifyResponse xmlns:wsmid="{names.IDENTITY}">'
        f"<wsmid:ProtocolVersion>{names.WSMAN}</wsmid:ProtocolVersion>"
        "<wsmid:ProductVendor>Microsoft Corporation</wsmid:ProductVendor>"
        f"<wsmid:ProductVersion>{xml_text(product_version)}</wsmid:ProductVersion>"
        "</wsmid:IdentifyResponse></s:Body></s:Envelope>"
    )
