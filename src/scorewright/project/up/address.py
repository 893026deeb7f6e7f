"""Where the web process listens."""

import socket
from collections.abc import Mapping
from dataclasses import dataclass

PORT = "SCOREWRIGHT_PORT"
HOST = "SCOREWRIGHT_HOST"
ANY = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - what an operator may have asked for, and where we reach it


class AddressError(Exception):
    """There is no listening at this address."""


@dataclass(frozen=True, slots=True)
class Address:
    """A host and a port of this machine."""

    host: str
    port: int

    @property
    def url(self) -> str:
        """Where a program on this machine finds it."""
        host = ANY.get(self.host, self.host)
        return f"http://[{host}]:{self.port}" if ":" in host else f"http://{host}:{self.port}"

    def check_free(self) -> None:
        """Raise AddressError, saying what to do, unless it can be listened at now."""
        try:
            family, kind, protocol, _, place = socket.getaddrinfo(self.host, self.port, type=socket.SOCK_STREAM)[0]
            with socket.socket(family, kind, protocol) as candidate:
                candidate.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                candidate.bind(place)
        except OSError as error:
            raise AddressError(
                f"port {self.port} of {self.host} cannot be used ({error.strerror}): stop the program that has it "
                f"(another scorewright up?), or choose another port with {PORT}"
            ) from error


def address_from(environment: Mapping[str, str]) -> Address:
    """What ``SCOREWRIGHT_HOST`` and ``SCOREWRIGHT_PORT`` say, by default 127.0.0.1 and 8000. Raises AddressError.

    >>> address_from({"SCOREWRIGHT_PORT": "8123"}).url
    'http://127.0.0.1:8123'
    """
    text = environment.get(PORT) or "8000"
    if not text.isdecimal() or not 0 < int(text) < 65_536:
        raise AddressError(f"{PORT} must be a number between 1 and 65535; it is {text!r}")
    return Address(environment.get(HOST) or "127.0.0.1", int(text))
