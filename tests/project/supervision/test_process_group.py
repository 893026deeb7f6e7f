import subprocess
import time

from scorewright.project.supervision.process_group import end_by_force


def test_end_by_force__deaf_leader_and_worker__both_are_dead() -> None:
    script = "trap '' TERM INT; sleep 600 & echo $!; wait"
    with subprocess.Popen(
        ["/bin/sh", "-c", script], start_new_session=True, stdout=subprocess.PIPE, text=True
    ) as leader:
        assert leader.stdout is not None
        leader.stdout.readline()

        end_by_force(leader.pid)

        assert leader.stdout.read() == "", "the pipe ends when the last process that holds it has died"


def test_end_by_force__only_the_dead_are_left__does_not_wait() -> None:
    with subprocess.Popen(["/bin/true"], start_new_session=True) as leader:
        time.sleep(0.1)  # dead, and not buried before the block ends
        began = time.monotonic()

        end_by_force(leader.pid)

        assert time.monotonic() - began < 1


def test_end_by_force__no_such_group__is_content() -> None:
    with subprocess.Popen(["/bin/true"], start_new_session=True) as leader:
        leader.wait()

        end_by_force(leader.pid)
