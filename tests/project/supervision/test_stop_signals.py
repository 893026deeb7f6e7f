import os
import signal

from scorewright.project.supervision.stop_signals import StopSignals


def test_count__interrupt_then_terminate__both_are_counted() -> None:
    with StopSignals() as signals:
        os.kill(os.getpid(), signal.SIGINT)
        os.kill(os.getpid(), signal.SIGTERM)

        assert signals.count == 2


def test_count__terminal_closes_and_says_so_twice__is_one_wish() -> None:
    with StopSignals() as signals:
        os.kill(os.getpid(), signal.SIGHUP)
        os.kill(os.getpid(), signal.SIGHUP)

        assert signals.count == 1


def test_enter__hangup_was_ignored__stays_ignored() -> None:
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        with StopSignals() as signals:
            os.kill(os.getpid(), signal.SIGHUP)

            assert signals.count == 0
    finally:
        signal.signal(signal.SIGHUP, before)


def test_exit__handlers_are_those_of_before() -> None:
    before = [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)]

    with StopSignals():
        assert signal.getsignal(signal.SIGINT) != before[0]

    assert [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)] == before
