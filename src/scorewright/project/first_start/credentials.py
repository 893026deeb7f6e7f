"""The way in that the first start makes: kept in the home, readable by its owner only."""

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path

from scorewright.project.embedded.home import Home
from scorewright.project.embedded.new_file import replace


class NoCredentialsError(Exception):
    """The home holds no credentials."""


@dataclass(frozen=True, slots=True)
class FirstCredentials:
    """Of the first tenant: its administrator's password and two API keys."""

    tenant: str
    username: str
    password: str = field(repr=False)
    admin_key: str = field(repr=False)
    service_key: str = field(repr=False)


def credentials_file(home: Home) -> Path:
    """Where they are kept."""
    return home.path / "credentials.json"


def keep(made: FirstCredentials, home: Home) -> None:
    """Write them, whole or not at all, with mode 0600."""
    home.prepare()
    replace(credentials_file(home), json.dumps(asdict(made), indent=2) + "\n")


def kept(home: Home) -> FirstCredentials:
    """Those of ``home``. Raises NoCredentialsError, saying what to do."""
    path = credentials_file(home)
    try:
        return FirstCredentials(**json.loads(path.read_text()))
    except FileNotFoundError:
        raise NoCredentialsError(
            f"{path} is missing: start the service once with `scorewright up`, "
            "or make new ones with `scorewright bootstrap --new-credentials`"
        ) from None
