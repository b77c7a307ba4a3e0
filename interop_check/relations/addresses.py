"""IP networks and addresses, read as spans of addresses."""

from __future__ import annotations

from typing import Any

from .answers import Parameters
from .ranges import Block, Span
from .relation import UntakenError, each, some


def _network(value: Any, _: Parameters) -> Block:
    """An IP network or address in CIDR notation (RFC 4632, RFC 4291); host bits are ignored."""
    import ipaddress

    try:
        if not isinstance(value, str):
            raise ValueError
        network = ipaddress.ip_network(value, strict=False)
    except ValueError:
        raise UntakenError(value, "an IPv4 or IPv6 network such as 198.51.100.0/24 is taken") from None
    return Block(value, Span(network.version, int(network.network_address), int(network.broadcast_address)))


networks = each(_network)
some_networks = some(_network)
