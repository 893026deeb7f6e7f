"""One real PostgreSQL and one real Valkey for the whole session, migrated as the owner, used as the application.

Nothing is rolled back or truncated: a test that writes has a tenant of its own, as a customer would.
"""

import os
import tempfile
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest

from scorewright.project.embedded.home import Home
from scorewright.project.embedded.stack import Embedded

_FOLDER = tempfile.TemporaryDirectory(prefix="scorewright-tests-")
_HOME = Home(Path(_FOLDER.name) / "home")
_STACK = Embedded(_HOME)


def pytest_configure(config: pytest.Config) -> None:
    """Start the servers before Django reads its settings; ``--collect-only`` needs them too, and they take a second."""
    embedded = _STACK.__enter__()
    os.environ.update(embedded.environment())
    os.environ["DJANGO_SETTINGS_MODULE"] = "scorewright.project.settings"
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"


def pytest_unconfigure(config: pytest.Config) -> None:
    _STACK.__exit__(None, None, None)
    _FOLDER.cleanup()
