"""Which addresses a webhook may reach: public ones, and those of private networks that an operator allowed.

A name is resolved once; what is found is checked here, and that very address is connected to. So an answer of the
domain name system that changes between the check and the connection changes nothing.
"""

import socket
from collections.abc import Callable, Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

import structlog

from scorewright.loop.notifications.delivery_failure import DeliveryFailedError

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network
LookUp = Callable[[str, int], Sequence[str]]

_NAT64 = IPv6Network("64:ff9b::/96")
_GLOBAL_UNICAST = IPv6Network("2000::/3")
# What some versions of Python call global: protocol assignments, 6to4, Teredo, documentation.
_SPECIAL: tuple[Network, ...] = (
    IPv4Network("192.0.0.0/24"),
    IPv4Network("192.88.99.0/24"),
    IPv6Network("2002::/16"),
    IPv6Network("2001::/32"),
    IPv6Network("3fff::/20"),
)
_log = structlog.get_logger(__name__)


def system_look_up(host: str, port: int) -> list[str]:
    """Every address of ``host``, as the machine knows it. Raises OSError."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, proto=socket.IPPROTO_TCP)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def reachable(
    host: str, port: int, *, encrypted: bool, allowed: Sequence[Network], look_up: LookUp = system_look_up
) -> list[Address]:
    """The addresses of ``host``, each of which may be connected to. Raises DeliveryFailedError where one may not.

    Without encryption only allowed private networks are reached. The refusal does not tell what was found, so that
    nobody can ask the house's own name server by way of webhooks; the log does.
    """
    try:
        found = [ip_address(text) for text in look_up(host, port)]
    except (OSError, UnicodeError) as error:
        raise DeliveryFailedError("the name of the host cannot be resolved") from error
    except ValueError as error:
        raise DeliveryFailedError("the name of the host leads to no address that can be read") from error
    if not found:
        raise DeliveryFailedError("the name of the host has no address")
    if not all(is_allowed(address, allowed) or (encrypted and is_public(address)) for address in found):
        _log.warning("webhook_refused", host=host, addresses=[str(address) for address in found])
        raise DeliveryFailedError(
            "the host is in a network that webhooks may not reach"
            if encrypted
            else "only https is allowed outside of the private networks that SCOREWRIGHT_WEBHOOK_PRIVATE_NETWORKS names"
        )
    return found


def is_public(address: Address) -> bool:
    """Whether anybody on the internet could reach this address.

    >>> is_public(ip_address("9.9.9.9")), is_public(ip_address("64:ff9b::9.9.9.9"))
    (True, True)
    >>> [is_public(ip_address(text)) for text in ("10.0.0.1", "::ffff:10.0.0.1", "64:ff9b::10.0.0.1", "fe80::1%eth0")]
    [False, False, False, False]
    """
    inner = _inner(address)
    if inner is None or inner.is_multicast or not inner.is_global or _is_in(inner, _SPECIAL):
        return False
    # Beyond global unicast Python calls more global: site-local, IPv4-compatible, prefixes to come.
    return isinstance(inner, IPv4Address) or inner in _GLOBAL_UNICAST


def is_allowed(address: Address, networks: Sequence[Network]) -> bool:
    """Whether ``address`` is in one of ``networks``, also where IPv6 only carries it."""
    inner = _inner(address)
    return inner is not None and _is_in(inner, networks)


def _is_in(address: Address, networks: Sequence[Network]) -> bool:
    return any(address.version == network.version and address in network for network in networks)


def _inner(address: Address) -> Address | None:
    """The IPv4 address that a mapped or translated one carries; None for one with a zone, which is of some link."""
    if isinstance(address, IPv4Address):
        return address
    if address.scope_id is not None:
        return None
    if address.ipv4_mapped is not None:
        return address.ipv4_mapped
    return IPv4Address(int(address) & 0xFFFFFFFF) if address in _NAT64 else address
