import json

import pytest
from django.core.management import get_commands

from scorewright import __version__
from scorewright.project.command_line import BEFORE_DJANGO, sentence
from scorewright.project.commands.catalogue import COMMANDS


def test_overview__ours_first__each_with_its_line(scorewright) -> None:
    done = scorewright("--help")
    assert done.returncode == 0
    lines = [line.split(None, 1) for line in done.stdout.splitlines() if line.startswith("  ")]
    assert dict(lines) == dict(COMMANDS)


def test_catalogue__every_command__exists() -> None:
    assert set(COMMANDS) <= {*get_commands(), *BEFORE_DJANGO}


def test_unknown_use_case__one_sentence_and_status_1(scorewright, embedded) -> None:
    done = scorewright("train", "nosuch")
    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr.startswith("scorewright: no use case is named 'nosuch'; there are ")
    assert "Traceback" not in done.stderr


def test_unknown_use_case__json__one_line_that_says_so(scorewright, embedded) -> None:
    done = scorewright("models", "--use-case", "nosuch", "--json")
    (line,) = done.stdout.splitlines()
    assert "nosuch" in json.loads(line)["error"]
    assert done.returncode == 1


def test_traceback__asked_for__is_shown(scorewright, embedded) -> None:
    assert "Traceback" in scorewright("train", "nosuch", "--traceback").stderr


def test_database_is_away__says_what_to_do(scorewright) -> None:
    done = scorewright("models", DATABASE_URL="postgresql://nobody@127.0.0.1:1/nothing")
    assert done.returncode == 1
    assert "scorewright: the database does not answer; scorewright doctor tells more" in done.stderr


@pytest.mark.parametrize(
    "arguments", [["--help"], ["up", "--help"], ["train", "--help"], ["newusecase", "--help"], ["help", "up"]]
)
def test_help__no_database_is_needed(scorewright, arguments) -> None:
    assert scorewright(*arguments, DATABASE_URL="").returncode == 0


def test_version__asked_for__is_told(scorewright) -> None:
    assert scorewright("--version").stdout == f"scorewright {__version__}\n"


def test_help__of_a_command__is_that_commands_own(scorewright) -> None:
    assert scorewright("help", "train").stdout == scorewright("train", "--help").stdout


def test_sentence__unexpected_error__names_its_kind_and_one_line() -> None:
    assert sentence(ZeroDivisionError("by\nzero")) == "ZeroDivisionError: by (--traceback shows where)"


def test_sentence__missing_file__names_it() -> None:
    assert sentence(FileNotFoundError(2, "No such file or directory", "a.csv")) == "a.csv: No such file or directory"
