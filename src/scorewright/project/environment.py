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
