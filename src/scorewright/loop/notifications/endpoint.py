"""The form of a webhook's URL: read by one parser, the one that also connects, and refused where others may differ."""

import re
from ipaddress import AddressValueError, IPv4Address, IPv6Address

import httpx

LONGEST = 2000
_VISIBLE = re.compile(r"[\x21-\x5b\x5d-\x7e]+")  # no blank, no backslash, nothing outside of ASCII
_NAME = re.compile(r"(?=.{1,253}$)[a-z0-9_]([a-z0-9_-]{0,62})(\.[a-z0-9_]([a-z0-9_-]{0,62}))*")
_NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*")


class EndpointError(ValueError):
    """This is no URL that a webhook may have."""


def endpoint(url: str) -> httpx.URL:
    """The URL, read. Raises EndpointError.

    >>> endpoint("https://hooks.example.org:8443/in?team=a").port
    8443
    >>> endpoint("https://0x7f.1/")
    Traceback (most recent call last):
    scorewright.loop.notifications.endpoint.EndpointError: its host is neither a name nor an address in its usual form
    """
    if len(url) > LONGEST or not _VISIBLE.fullmatch(url):
        raise EndpointError(f"must be visible ASCII characters, at most {LONGEST}, and no backslash")
    try:
        read = httpx.URL(url)
    except httpx.InvalidURL as error:
        raise EndpointError(f"cannot be read: {error}") from error
    if read.scheme not in ("https", "http"):
        raise EndpointError("must begin with https://, or http:// for a private network that is allowed")
    if "@" in re.split("[/?#]", url.partition("//")[2])[0]:
        raise EndpointError("must hold no user name and no password: the signature says who sends")
    if read.fragment or "#" in url:
        raise EndpointError("must have no fragment (#): it would not be sent")
    if read.port is not None and not 1 <= read.port <= 65_535:
        raise EndpointError("its port must lie between 1 and 65535")
    if not _is_host(read.raw_host.decode("ascii")):
        raise EndpointError("its host is neither a name nor an address in its usual form")
    return read


def _is_host(host: str) -> bool:
    """Names, and addresses as everybody writes them: not 2130706433, 0x7f.1 or 127.1, which some take for 127.0.0.1."""
    if ":" in host:
        return "%" not in host and _parses(IPv6Address, host)
    if _NUMBER.fullmatch(host.rpartition(".")[2]):
        return _parses(IPv4Address, host)
    return _NAME.fullmatch(host) is not None


def _parses(kind: type[IPv4Address] | type[IPv6Address], host: str) -> bool:
    try:
        kind(host)
    except AddressValueError:
        return False
    return True
