import logging
import os
import stat
from pathlib import Path

import pytest

from scorewright.project.embedded.unprivileged import account_for, hand_over, make_reachable
from scorewright.project.supervision.child import Account

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root gives files away")
not_as_root = pytest.mark.skipif(os.geteuid() == 0, reason="what everybody but root gets")

SOMEBODY = Account(12_345, 12_345)


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_make_reachable__closed_folders__are_opened_for_passing_and_nothing_more(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    outer, inner = tmp_path / "outer", tmp_path / "outer" / "inner"
    inner.mkdir(parents=True)
    outer.chmod(0o700)
    inner.chmod(0o755)
    target = inner / "data"
    target.mkdir(mode=0o700)

    with caplog.at_level(logging.WARNING):
        make_reachable(target, SOMEBODY)

    assert [mode(outer), mode(inner), mode(target)] == [0o701, 0o755, 0o700]
    assert f"pass through {outer} (mode 701, was 700)" in caplog.text
    assert str(inner) not in caplog.text


def test_make_reachable__link__opens_the_way_to_what_it_links_to(tmp_path: Path) -> None:
    real = tmp_path / "real"
    real.mkdir(mode=0o700)
    (real / "program").touch()
    (tmp_path / "link").symlink_to(real / "program")

    make_reachable(tmp_path / "link", SOMEBODY)

    assert mode(real) == 0o701


def test_make_reachable__we_are_not_root__changes_nothing(tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)

    make_reachable(closed / "data", None)

    assert mode(closed) == 0o700


@as_root
def test_account_for__folder_of_root__is_an_account_without_rights(tmp_path: Path) -> None:
    account = account_for(tmp_path)

    assert account is not None
    assert account.uid != 0
    assert account.gid != 0


@as_root
def test_account_for__folder_of_somebody__is_that_account(tmp_path: Path) -> None:
    hand_over(tmp_path, SOMEBODY)

    assert account_for(tmp_path) == SOMEBODY


@not_as_root
def test_account_for__we_are_not_root__is_none(tmp_path: Path) -> None:
    assert account_for(tmp_path) is None
