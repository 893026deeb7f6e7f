from benchmarks.torture.ledger import Ledger, Verdict, compare


def told(**acknowledged: str) -> Ledger:
    ledger = Ledger()
    for key, decision in acknowledged.items():
        ledger.acknowledge(key, decision)
    return ledger


def test_compare__all_stored_once__nothing_lost_or_doubled() -> None:
    assert compare(told(a="1", b="2"), {"a": ["1"], "b": ["2"], "never_answered": ["3"]}) == Verdict(2, 3, 0, 0)


def test_compare__answered_but_not_stored__lost() -> None:
    assert compare(told(a="1"), {}) == Verdict(1, 0, 1, 0)


def test_compare__stored_under_the_key_but_another_decision__lost() -> None:
    assert compare(told(a="1"), {"a": ["2"]}).lost == 1


def test_compare__two_rows_for_a_key_that_was_never_answered__doubled() -> None:
    assert compare(told(), {"a": ["1", "2"]}).doubled == 1


def test_compare__same_key_answered_differently__doubled_even_if_one_row_is_gone() -> None:
    ledger = told(a="1")
    ledger.acknowledge("a", "2")
    assert compare(ledger, {"a": ["1"]}) == Verdict(1, 1, 0, 1)
