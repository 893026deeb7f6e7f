from scorewright.project.settings import NOTICE_WHEN_GONE, _database


def test_database__parameters_of_the_address__reach_libpq() -> None:
    found = _database("postgresql://u:p%40ss@db:5433/x?sslmode=verify-full&sslrootcert=/ca.pem")
    assert (found["HOST"], found["PORT"], found["NAME"], found["PASSWORD"]) == ("db", "5433", "x", "p@ss")
    assert found["OPTIONS"] == {**NOTICE_WHEN_GONE, "sslmode": "verify-full", "sslrootcert": "/ca.pem"}
