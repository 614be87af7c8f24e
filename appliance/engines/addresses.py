"""What kind of network an address belongs to, decided on the canonical address and never on its spelling.

Forms that carry another address (IPv4-mapped and -compatible, NAT64, 6to4, ISATAP) count as what they carry.
"""

from enum import Enum
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network

Address = IPv4Address | IPv6Address


class Reach(Enum):
    """Where an address leads."""

    PUBLIC = "public"
    PRIVATE = "private"
    LOOPBACK = "loopback"
    FORBIDDEN = "forbidden"
    """Link-local, metadata, multicast, unspecified, reserved: no feature may go there."""


# RFC 6890 and the IANA special-purpose registries, plus the addresses at which clouds serve instance metadata.
_FORBIDDEN = tuple(
    ip_network(text)
    for text in (
        "0.0.0.0/8",
        "100.100.100.200/32",
        "168.63.129.16/32",
        "169.254.0.0/16",
        "192.0.0.192/32",
        "192.88.99.0/24",
        "224.0.0.0/4",
        "240.0.0.0/4",
        "::/128",
        "100::/64",
        "2001::/32",
        "fd00:ec2::254/128",
        "fe80::/10",
        "ff00::/8",
    )
)
_LOOPBACK = (ip_network("127.0.0.0/8"), ip_network("::1/128"))
_PRIVATE = tuple(
    ip_network(text)
    for text in (
        "10.0.0.0/8",
        "100.64.0.0/10",
        "172.16.0.0/12",
        "192.0.0.0/24",
        "192.0.2.0/24",
        "192.168.0.0/16",
        "198.18.0.0/15",
        "198.51.100.0/24",
        "203.0.113.0/24",
        "64:ff9b:1::/48",
        "2001:2::/48",
        "2001:10::/28",
        "2001:20::/28",
        "2001:db8::/32",
        "3fff::/20",
        "5f00::/16",
        "fc00::/7",
        "fec0::/10",
    )
)
_NAT64 = IPv6Network("64:ff9b::/96")
_SIX_TO_FOUR = IPv6Network("2002::/16")
_COMPATIBLE = IPv6Network("::/96")
_GLOBAL = IPv6Network("2000::/3")
_ISATAP = (0x00005EFE, 0x02005EFE)
_WORST_FIRST = (Reach.FORBIDDEN, Reach.LOOPBACK, Reach.PRIVATE, Reach.PUBLIC)


def canonical(text: str) -> Address:
    """The address that a connection to `text` really reaches; ValueError when it is not a numeric address.

    A zone (`%eth0`) is cut off and an IPv4-mapped form becomes the IPv4 address that the system connects to.
    """
    address = ip_address(text.split("%", 1)[0])
    if isinstance(address, IPv6Address) and address.ipv4_mapped is not None:
        return address.ipv4_mapped
    return address


def reach(address: Address) -> Reach:
    """The worst place that this address or an address carried inside it leads to."""
    found = {_plain_reach(address)}
    if isinstance(address, IPv6Address):
        found.update(_plain_reach(carried) for carried in _carried(address))
    return next(kind for kind in _WORST_FIRST if kind in found)


def _plain_reach(address: Address) -> Reach:
    for networks, kind in ((_FORBIDDEN, Reach.FORBIDDEN), (_LOOPBACK, Reach.LOOPBACK), (_PRIVATE, Reach.PRIVATE)):
        if any(address in network for network in networks):
            return kind
    if isinstance(address, IPv6Address) and address not in _GLOBAL and not any(_carried(address)):
        return Reach.FORBIDDEN
    return Reach.PUBLIC


def _carried(address: IPv6Address) -> list[IPv4Address]:
    bits = int(address)
    low = IPv4Address(bits & 0xFFFFFFFF)
    carried = []
    if address.ipv4_mapped is not None:
        carried.append(address.ipv4_mapped)
    if address in _NAT64 or (address in _COMPATIBLE and bits > 1) or (bits >> 32) & 0xFFFFFFFF in _ISATAP:
        carried.append(low)
    if address in _SIX_TO_FOUR:
        carried.append(IPv4Address((bits >> 80) & 0xFFFFFFFF))
    return carried
