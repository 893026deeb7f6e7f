"""The passwords of the embedded servers and Django's secret key: made at random once, then kept."""

import json
import secrets
from dataclasses import asdict, dataclass, field
from pathlib import Path

from scorewright.project.embedded.new_file import create_once


@dataclass(frozen=True, slots=True)
class Credentials:
    """Never shown by ``repr``, so that no traceback or log carries them."""

    secret_key: str = field(repr=False)
    postgres_password: str = field(repr=False)
    owner_password: str = field(repr=False)
    app_password: str = field(repr=False)
    valkey_password: str = field(repr=False)


def credentials(path: Path) -> Credentials:
    """Those kept in ``path`` (mode 0600), after making them should this be the first call.

    Raises TypeError when the file lacks a field or has one too many.
    """
    if not path.exists():
        create_once(path, json.dumps(asdict(_random()), indent=2) + "\n")
    return Credentials(**json.loads(path.read_text()))


def _random() -> Credentials:
    return Credentials(
        secret_key=secrets.token_urlsafe(48),
        postgres_password=secrets.token_urlsafe(32),
        owner_password=secrets.token_urlsafe(32),
        app_password=secrets.token_urlsafe(32),
        valkey_password=secrets.token_urlsafe(32),
    )
