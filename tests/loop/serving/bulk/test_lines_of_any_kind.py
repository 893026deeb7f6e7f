"""JSON Lines from beginning to end: what is in a line stays as it came."""

import json

import pytest

from scorewright.loop.serving.models import Decision

from .desks import Desk

SOUND = b'{"distance": 12.50, "parcels": 3}'


def test_lines__with_a_byte_order_mark__all_of_them_decided(in_production, desk: Desk) -> None:
    file = desk.write(desk.rows, "rows.jsonl")
    file.write_bytes(b"\xef\xbb\xbf" + file.read_bytes())
    run = desk.do(desk.ask(file, "answers.jsonl"))
    assert (run.decided, run.rejected, len(desk.answers("answers.jsonl"))) == (200, 1, 200)


@pytest.mark.parametrize(
    "line",
    [
        f"{SOUND.decode()}\n".encode("utf-16-be").removesuffix(b"\n"),
        SOUND.decode().encode("utf-8-sig"),
        b'{"distance": 12.5, "customer": "\xed\xa0\x80"}',
        b'{"distance": 12.5, "customer": "\\ud800"}',
    ],
    ids=["utf-16", "mark within", "half a pair", "half a pair escaped"],
)
def test_line__that_is_no_json_for_everybody__rejected_and_the_others_go_on(
    in_production, desk: Desk, line: bytes
) -> None:
    file = desk.folder / "rows.jsonl"
    file.write_bytes(SOUND + b"\n" + line + b"\n" + SOUND + b"\n")
    run = desk.do(desk.ask(file, "answers.jsonl", ignored=["customer"]))
    assert (run.rows, run.decided, run.rejected) == (3, 2, 1)
    (aside,) = [json.loads(one) for one in desk.set_aside.splitlines()]
    assert (aside["row"], [error["rule"] for error in aside["errors"]]) in [(2, ["json"]), (2, ["unknown"])]


def test_line__numbers_that_no_float_holds__passed_on_as_they_came(in_production, desk: Desk) -> None:
    file = desk.folder / "rows.jsonl"
    file.write_bytes(b'{"distance": 12.50, "account": 12345678901234567890123, "late": "no", "far": 1e999}\n')
    run = desk.do(desk.ask(file, "answers.jsonl", ignored=["account", "far"]))
    assert run.decided == 1
    answer = (desk.folder / "answers.jsonl").read_bytes()
    assert answer.startswith(b'{"distance":12.50,"account":12345678901234567890123,"late":"no","far":1e999,')
    assert Decision.objects.get().record == {"distance": 12.5}
