import json

import psycopg

from scorewright.project.doctor.machine import disk, python
from scorewright.project.embedded.home import Home
from scorewright.project.embedded.provisioning import DATABASE


def test_python__too_old__error_with_a_remedy() -> None:
    found = python((3, 10))
    assert (found.severity, found.message) == ("error", "3.10 is too old")
    assert "3.11" in found.remedy


def test_disk__less_and_less_room__warning_then_error(tmp_path) -> None:
    severities = [disk(Home(tmp_path), free).severity for free in (5_000_000_000, 1_000_000_000, 100_000_000)]
    assert severities == ["ok", "warning", "error"]


def test_doctor__sound_servers__no_error_but_no_worker(scorewright, embedded) -> None:
    done = scorewright("doctor", "--json", SCOREWRIGHT_PORT="1")
    answer = json.loads(done.stdout)
    found = {finding["topic"]: finding["severity"] for finding in answer["findings"]}
    names = ("database", "migrations", "broker", "artefacts", "row security", "rights")
    assert {name: found[name] for name in names} == dict.fromkeys(names, "ok")
    assert found["worker"] == "warning"


def test_doctor__owner_as_application__is_named_as_an_error(scorewright, embedded) -> None:
    owner = embedded.environment()["DATABASE_OWNER_URL"]
    done = scorewright("doctor", "--json", DATABASE_URL=owner)
    answer = json.loads(done.stdout)
    messages = [finding["message"] for finding in answer["findings"] if finding["topic"] == "row security"]
    assert done.returncode == 1
    assert any("owns tables" in message for message in messages)


def test_doctor__application_that_may_not_keep_decisions__says_what_to_grant(scorewright, embedded) -> None:
    url = embedded.admin_url.rpartition("/")[0] + f"/{DATABASE}"
    with psycopg.connect(url, autocommit=True) as admin:
        admin.execute("REVOKE EXECUTE ON FUNCTION serving_keep(text) FROM scorewright_app")
        try:
            done = scorewright("doctor", "--json", SCOREWRIGHT_PORT="1")
        finally:
            admin.execute("GRANT EXECUTE ON FUNCTION serving_keep(text) TO scorewright_app")
    found = {finding["topic"]: finding for finding in json.loads(done.stdout)["findings"]}
    assert (done.returncode, found["row security"]["severity"], found["rights"]["severity"]) == (1, "ok", "error")
    assert "GRANT EXECUTE ON FUNCTION serving_keep(text) TO scorewright_app" in found["rights"]["remedy"]


def test_doctor__database_is_away__says_so_and_goes_on(scorewright, embedded) -> None:
    done = scorewright("doctor", "--json", DATABASE_URL="postgresql://nobody@127.0.0.1:1/nothing")
    answer = json.loads(done.stdout)
    found = {finding["topic"]: finding for finding in answer["findings"]}
    assert done.returncode == 1
    assert found["database"]["severity"] == "error"
    assert found["database"]["remedy"]
    assert found["broker"]["severity"] == "ok"
