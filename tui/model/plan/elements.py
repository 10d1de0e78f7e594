"""One address with its subnet as a file has it: ``10.9.20.11/24`` where that says everything, else both texts."""

from tui.model.address import AddressFault, parse_address, parse_subnet, subnet_text


def pair_text(address: str | None, subnet: str | None) -> str | None:
    """``ADDRESS/PREFIX`` where `read_pair` makes exactly these two texts of it, else None."""
    if address is None or subnet is None:
        return None
    try:
        version = parse_address(address).version
        text = f"{address}/{parse_subnet(subnet, version)}"
        return text if read_pair(text) == (address, subnet) else None
    except AddressFault:
        return None


def read_pair(text: str) -> tuple[str, str]:
    """The address as it is written and its subnet as a host has it; prefix or mask. Raises AddressFault."""
    address, slash, subnet = text.strip().partition("/")
    version = parse_address(address).version
    if not slash:
        raise AddressFault(f"{address}: add a prefix, as in {address}/{24 if version == 4 else 64}")
    return address.strip(), subnet_text(parse_subnet(subnet, version), version)
