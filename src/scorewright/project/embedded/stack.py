"""Database and broker for one home: started here, or borrowed from the process that has started them already."""

import logging
import time
from contextlib import ExitStack
from types import TracebackType
from typing import Self

from scorewright.project.embedded import postgres, valkey
from scorewright.project.embedded.credentials import Credentials, credentials
from scorewright.project.embedded.file_lock import FileLock
from scorewright.project.embedded.home import Home
from scorewright.project.embedded.ports import Ports, free_ports, load, save
from scorewright.project.embedded.provisioning import APP, DATABASE, OWNER, Login, database_urls, provision
from scorewright.project.supervision.supervisor import Supervisor

_log = logging.getLogger(__name__)


class HomeInUseError(Exception):
    """Another process has the servers of this home, and they cannot be shared."""


class Embedded:
    """Two locks in the home say who may do what.

    ``servers.lock`` is held by whoever starts the servers, and by the servers themselves: as long as one of their
    processes lives, nobody else touches the data. ``users.lock`` is held together by all who borrow; the starter waits
    for them before it stops the servers.

    With ``supervisor`` (``scorewright up``) the servers become its children: it restarts them, it stops them when it
    leaves, without waiting for borrowers, and nothing is ever borrowed. HomeInUseError is raised when another process
    has had the servers for ``patience_seconds`` and they cannot be shared, or do not answer.
    """

    def __init__(self, home: Home, *, supervisor: Supervisor | None = None, patience_seconds: float = 60.0) -> None:
        self.home = home
        self.owned = False
        self._given = supervisor
        self._patience_seconds = patience_seconds
        self._leaving = ExitStack()

    def __enter__(self) -> Self:
        self.home.prepare()
        self._credentials = credentials(self.home.secrets)
        with ExitStack() as undo:
            servers = undo.enter_context(FileLock(self.home.run / "servers.lock"))
            users = undo.enter_context(FileLock(self.home.run / "users.lock"))
            self.owned, self._ports = self._own_or_borrow(servers, users)
            if self.owned:
                self._start(servers, users, undo)
            self._leaving = undo.pop_all()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._leaving.close()

    @property
    def admin_url(self) -> str:
        """The superuser's way in; for provisioning further databases."""
        return postgres.admin_url(self._ports.postgres, self._credentials.postgres_password)

    def environment(self) -> dict[str, str]:
        """What the application's settings are made from."""
        owner, app = logins(self._credentials)
        urls = database_urls(self.admin_url, database=DATABASE, owner=owner, app=app)
        return {
            "DATABASE_URL": urls.app,
            "DATABASE_OWNER_URL": urls.owner,
            "CELERY_BROKER_URL": valkey.broker_url(self._ports.valkey, self._credentials.valkey_password),
            "SCOREWRIGHT_SECRET_KEY": self._credentials.secret_key,
            "SCOREWRIGHT_HOME": str(self.home.path),
        }

    def _own_or_borrow(self, servers: FileLock, users: FileLock) -> tuple[bool, Ports]:
        deadline = time.monotonic() + self._patience_seconds
        while not servers.try_alone():
            ports = self._borrow(users)
            if ports is not None:
                return False, ports
            if time.monotonic() > deadline:
                raise HomeInUseError(
                    f"the servers of {self.home.path} belong to another process and cannot be used now"
                )
            time.sleep(0.1)
        return True, free_ports()

    def _borrow(self, users: FileLock) -> Ports | None:
        """None while the owner starts, stops or repairs the servers, and when we may not borrow at all."""
        ports = load(self.home.state)
        if self._given is not None or ports is None or not users.try_together():
            return None
        broker = valkey.broker_url(ports.valkey, self._credentials.valkey_password)
        database = postgres.admin_url(ports.postgres, self._credentials.postgres_password)
        return ports if postgres.answers(database) and valkey.answers(broker) else None

    def _start(self, servers: FileLock, users: FileLock, undo: ExitStack) -> None:
        self.home.state.unlink(missing_ok=True)  # left by an owner that was killed
        supervisor = self._given or undo.enter_context(Supervisor())
        inherited = (servers.descriptor,)
        passwords = self._credentials
        supervisor.start(
            postgres.postgres(
                self.home, port=self._ports.postgres, password=passwords.postgres_password, keep_open=inherited
            )
        )
        owner, app = logins(passwords)
        provision(self.admin_url, database=DATABASE, owner=owner, app=app)
        supervisor.start(
            valkey.valkey(self.home, port=self._ports.valkey, password=passwords.valkey_password, keep_open=inherited)
        )
        save(self._ports, self.home.state)
        undo.callback(self.home.state.unlink, missing_ok=True)
        if self._given is None:
            undo.callback(self._wait_for_borrowers, users)

    def _wait_for_borrowers(self, users: FileLock) -> None:
        if not users.try_alone():
            _log.warning("Waiting for other commands that use the database of %s", self.home.path)
            users.wait_alone()


def logins(passwords: Credentials) -> tuple[Login, Login]:
    """The owner of the tables and the application, as roles of the database."""
    return Login(OWNER, passwords.owner_password), Login(APP, passwords.app_password)
