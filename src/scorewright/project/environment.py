"""What the environment says, under a name or in the file that the name with ``_FILE`` points to."""

import os
from collections.abc import Mapping
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

WEB_PROCESSES = "SCOREWRIGHT_WEB_PROCESSES"


def value(name: str, default: str = "", environment: Mapping[str, str] = os.environ) -> str:
    """The value of ``name``, or the content of its file. Raises ImproperlyConfigured where that cannot be read."""
    if file := environment.get(f"{name}_FILE"):
        try:
            return Path(file).read_text(encoding="utf-8").strip()
        except OSError as error:
            words = f"{name}_FILE names {file}, which cannot be read: {error.strerror}"
            raise ImproperlyConfigured(words) from error
    return environment.get(name, default)


def count(name: str, default: int, *, least: int, environment: Mapping[str, str] = os.environ) -> int:
    """The whole number that ``name`` says; ``default`` where it is empty. Raises ImproperlyConfigured."""
    text = value(name, environment=environment) or str(default)
    if not (text.isascii() and text.isdecimal()) or int(text) < least:
        raise ImproperlyConfigured(f"{name} must be a whole number of at least {least}; it is {text!r}")
    return int(text)


def switch(name: str, *, default: bool, environment: Mapping[str, str] = os.environ) -> bool:
    """Whether ``name`` says True or 1, and not False or 0; empty: ``default``. Raises ImproperlyConfigured."""
    text = value(name, environment=environment).strip().lower()
    if text not in ("", "true", "false", "1", "0"):
        raise ImproperlyConfigured(f"{name} must be True or False; it is {text!r}")
    return text in ("true", "1") if text else default


def share(name: str, environment: Mapping[str, str] = os.environ) -> float | None:
    """The number from 0 to 1 that ``name`` says; None where it is empty. Raises ImproperlyConfigured."""
    text = value(name, environment=environment).strip()
    if not text:
        return None
    try:
        found = float(text)
    except ValueError:
        found = -1.0
    if not 0 <= found <= 1:
        raise ImproperlyConfigured(f"{name} must be a number from 0 to 1; it is {text!r}")
    return found


def names(name: str, environment: Mapping[str, str] = os.environ) -> frozenset[str]:
    """The names that ``name`` lists, separated by commas."""
    listed = value(name, environment=environment).split(",")
    return frozenset(text.strip() for text in listed if text.strip())


def networks(name: str, environment: Mapping[str, str] = os.environ) -> tuple[IPv4Network | IPv6Network, ...]:
    """The networks that ``name`` lists, separated by commas. Raises ImproperlyConfigured."""
    try:
        listed = value(name, environment=environment).split(",")
        return tuple(ip_network(text.strip()) for text in listed if text.strip())
    except ValueError as error:
        raise ImproperlyConfigured(f"{name} must list networks such as 10.0.0.0/8,fd00::/8: {error}") from error


def web_processes(environment: Mapping[str, str] = os.environ) -> int:
    """How many processes of this machine share the web's work."""
    return count(WEB_PROCESSES, 2, least=1, environment=environment)
