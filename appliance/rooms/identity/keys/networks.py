"""Where a key may be used from: networks in CIDR notation, judged against the address that the gate vouches for."""

import functools
import ipaddress
from collections.abc import Iterable
from typing import Annotated

from pydantic import AfterValidator, Field

from appliance.kernel.problem import Unauthorized
from appliance.kernel.shape import Line

_MOST = 50
_MAPPED_BITS = 96


@functools.lru_cache(maxsize=1024)
def _network(text: str) -> ipaddress.IPv4Network | ipaddress.IPv6Network:
    return ipaddress.ip_network(text, strict=False)


def _plain(network: ipaddress.IPv4Network | ipaddress.IPv6Network) -> ipaddress.IPv4Network | ipaddress.IPv6Network:
    """An IPv4 network that is written inside IPv6 as itself: that is how addresses are compared."""
    mapped = getattr(network.network_address, "ipv4_mapped", None)
    if mapped is None or network.prefixlen < _MAPPED_BITS:
        return network
    return ipaddress.IPv4Network((mapped, network.prefixlen - _MAPPED_BITS))


def _as_network(text: str) -> str:
    try:
        return str(_plain(_network(text)))
    except ValueError:
        raise ValueError("must be an address or a network, for instance 10.0.0.0/8") from None


Networks = Annotated[list[Annotated[Line, AfterValidator(_as_network)]], Field(max_length=_MOST)]
"""Up to 50 addresses or networks; none is everywhere."""


def is_within(networks: Iterable[str], address: str) -> bool:
    """Whether an address lies in one of the networks; an IPv4 address inside IPv6 counts as itself."""
    try:
        caller = ipaddress.ip_address(address)
    except ValueError:
        return False
    if isinstance(caller, ipaddress.IPv6Address) and caller.ipv4_mapped is not None:
        caller = caller.ipv4_mapped
    return any(caller in _network(one) for one in networks)


def require_allowed(networks: Iterable[str], address: str) -> None:
    """Unauthorized for a caller outside of all networks."""
    if not is_within(networks, address):
        raise Unauthorized("invalid", "This key may not be used from here")
