"""Which database and broker: those that the operator names, or our own."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from scorewright.project.embedded.credentials import credentials
from scorewright.project.embedded.home import Home
from scorewright.project.embedded.stack import Embedded
from scorewright.project.supervision.supervisor import Supervisor

GIVEN = ("DATABASE_URL", "DATABASE_OWNER_URL", "CELERY_BROKER_URL")


class EnvironmentIncompleteError(Exception):
    """The operator names some servers, but not all that are needed."""


def operator_named(environment: Mapping[str, str]) -> bool:
    """Whether the operator brings a database."""
    return _given("DATABASE_URL", environment)


@contextmanager
def whole_environment(
    home: Home, environment: Mapping[str, str], supervisor: Supervisor
) -> Iterator[Mapping[str, str]]:
    """``environment`` with all that the services need; our own servers become children of ``supervisor``.

    Raises EnvironmentIncompleteError, and what ``Embedded`` raises.
    """
    if not operator_named(environment):
        with Embedded(home, supervisor=supervisor, patience_seconds=10) as embedded:
            yield {**environment, **embedded.environment()}
        return
    if missing := [name for name in GIVEN if not _given(name, environment)]:
        raise EnvironmentIncompleteError(f"DATABASE_URL is set, so {' and '.join(missing)} must be set too")
    home.prepare()
    secret = {"SCOREWRIGHT_SECRET_KEY": credentials(home.secrets).secret_key}
    own = {} if _given("SCOREWRIGHT_SECRET_KEY", environment) else secret
    yield {**environment, "SCOREWRIGHT_HOME": str(home.path), **own}


def _given(name: str, environment: Mapping[str, str]) -> bool:
    return bool(environment.get(name) or environment.get(f"{name}_FILE"))
