from pathlib import Path

import pytest

from scorewright.project.embedded.cluster import ClusterError, initialise
from scorewright.project.embedded.home import Home
from scorewright.project.embedded.programs import UnknownVersionError, postgres_programs
from scorewright.project.embedded.unprivileged import account_for


def initialised(home: Home) -> Path:
    return initialise(home.postgres, password="a password", account=account_for(home.postgres))


def test_initialise__interrupted_before__starts_over_and_leaves_only_the_data(home: Home) -> None:
    home.prepare()
    (home.postgres / "draft").mkdir()
    (home.postgres / "draft" / "half").touch()
    (home.postgres / "password").touch()

    data = initialised(home)

    assert (data / "PG_VERSION").read_text() == "18\n"
    assert list(home.postgres.iterdir()) == [data]
    assert not (data / "half").exists()


def test_initialise__data_are_there__touches_nothing(home: Home) -> None:
    home.prepare()
    (home.postgres / "data").mkdir()
    (home.postgres / "data" / "PG_VERSION").write_text("18\n")

    assert list(initialised(home).iterdir()) == [home.postgres / "data" / "PG_VERSION"]


def test_initialise__initdb_fails__says_why(home: Home) -> None:
    home.prepare()

    with pytest.raises(ClusterError, match=r"password file .* is empty"):
        initialise(home.postgres, password="", account=account_for(home.postgres))

    assert not (home.postgres / "data").exists()


def test_postgres_programs__data_of_a_version_that_we_lack__says_so(tmp_path: Path) -> None:
    (tmp_path / "PG_VERSION").write_text("9\n")

    with pytest.raises(UnknownVersionError, match="was made by PostgreSQL 9; we have"):
        postgres_programs(tmp_path)
