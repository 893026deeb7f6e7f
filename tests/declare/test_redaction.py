import re
import traceback
from types import SimpleNamespace
from typing import Any

import pytest

from scorewright.declare import redaction
from scorewright.declare.redaction import MARK, personal_words, redacted, redacted_data, words_of


@pytest.mark.parametrize(
    "text",
    [
        "GHA-123456789-0",
        "gha-123456789-0",
        "0244123456",
        "0302 123 456",
        "050-123-4567",
        "+233244123456",
        "+233 24 412 3456",
        "C018712190017",
        "ama.mensah@example.org",
    ],
)
def test_redacted__what_names_a_person__goes_wherever_it_stands(text: str) -> None:
    for words in ("{}", "is {}.", "({})", '{{"phone":"{}"}}', "a,{},b", "Key (national_id)=({}) exists"):
        assert redacted(words.format(text)) == words.format(MARK)
    assert text not in redacted(f"record.{text}")


@pytest.mark.parametrize(
    "text",
    [
        "0.0244123456",
        "10244123456",
        "019a8c52-0244-7123-8456-a02441234567",
        "f0244123456a",
        "2026-11-21T02:44:12.345678+00:00",
        "SW-2026-0001",
        "1763747052345",
        "@media (min-width: 64rem)",
    ],
)
def test_redacted__other_numbers_and_ids__stay(text: str) -> None:
    assert redacted(text) == text


@pytest.mark.parametrize(
    "piece", ["!", "a.", "!@", "!" * 64 + "@", "!" * 64 + "@" + "a." * 127, "a@" + "b" * 300, "0 "]
)
def test_redacted__as_long_as_whoever_writes_likes__takes_no_longer_for_each_letter(piece: str) -> None:
    """Where it takes the square of the length, each of these takes minutes."""
    text = piece * (400_000 // len(piece))
    assert len(redacted(f"{text} ama@example.org")) <= len(text) + len(f" {MARK}")


def test_redacted__e_mail_behind_a_long_address__goes_all_the_same() -> None:
    for before in ("/path" * 50 + "/", "x" * 200):
        assert "ama.mensah@" not in redacted(f"{before}ama.mensah@example.org is not found")


def test_redacted_data__a_personal_field__is_left_out_whatever_it_holds() -> None:
    data = {"personal": {"nickname": "Kojo"}, "rows": [{"said": "call 0244123456"}], "0244123456": 3, "monitored": {}}
    assert redacted_data(data) == {
        "personal": MARK,
        "rows": [{"said": f"call {MARK}"}],
        MARK: 3,
        "monitored": {},
    }


def test_personal_words__within_it_alone__names_go_and_longer_words_stay() -> None:
    sent = {"record": {"job_title": "Clerk"}, "personal": {"full_name": "Ama Mensah-Addo"}}
    with personal_words(set(words_of(sent))):
        assert redacted("AMA MENSAH-ADDO, clerk in Amasaman: ama") == f"{MARK}, clerk in Amasaman: {MARK}"
    assert redacted("Ama") == "Ama"


def test_personal_words__words_of_groups_and_names_of_members__are_nobodys() -> None:
    sent = {"personal": {"full_name": "Status"}, "monitored": {"gender": "male"}}
    with personal_words(set(words_of(sent))):
        assert redacted_data({"status": 422, "detail": "one of female, male"}) == {
            "status": 422,
            "detail": "one of female, male",
        }


def test_personal_words__within_others__are_kept_back_with_them_until_they_end() -> None:
    with personal_words({"Ama"}):
        with personal_words({"Kojo", "of"}):  # two letters would be found in everything
            assert redacted("Ama, sister of Kojo") == f"{MARK}, sister of {MARK}"
        assert redacted("Ama, sister of Kojo") == f"{MARK}, sister of Kojo"


def test_personal_words__by_a_function__asked_once_and_only_where_something_is_said() -> None:
    asked = list[int]()

    def words() -> list[str]:
        asked.append(1)
        return ["Ama Mensah"]

    with personal_words(words):
        assert asked == []
        assert redacted("Ama Mensah") == redacted("ama mensah") == MARK
    assert asked == [1]


def fails() -> None:
    name = "Ama Mensah"
    with personal_words({name}):
        try:
            {}[name, 7]
        except KeyError as error:
            raise ExceptionGroup("several", [ValueError(f"no {name}", 7)]) from error


def test_personal_words__as_long_and_as_many_as_whoever_writes_likes__no_long_pattern_is_made(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    made = list[str]()

    def sub(pattern: str, *given: Any, **named: Any) -> str:
        made.append(pattern)
        return re.sub(pattern, *given, **named)

    monkeypatch.setattr(redaction, "re", SimpleNamespace(sub=sub, escape=re.escape, IGNORECASE=re.IGNORECASE))
    long, many = "Ama" * 1_000_000, [f"Kofi{number}" for number in range(500)]
    with personal_words([long, *many]):
        assert redacted(f"no row of {long} and kofi7") == f"no row of {MARK} and {MARK}"
    assert made == [r"(?<!\w)Kofi7(?!\w)"]


def test_personal_words__exception_that_leaves__says_none_of_them_and_neither_does_what_it_came_from() -> None:
    with pytest.raises(ExceptionGroup) as raised:
        fails()
    said = "".join(traceback.format_exception(raised.value))
    assert "Mensah" not in said
    assert f"KeyError: \"('{MARK}', 7)\"" in said
    assert raised.value.exceptions[0].args == (f"no {MARK}", 7)
