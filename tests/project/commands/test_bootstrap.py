import pytest
from django.contrib.auth import authenticate as sign_in
from django.utils import timezone

from scorewright.loop.tenancy.queries import authenticate
from scorewright.project.first_start.bootstrap import bootstrap
from scorewright.project.first_start.credentials import NoCredentialsError, credentials_file, kept


def test_bootstrap__twice__the_second_changes_nothing(home) -> None:
    bootstrap(home, new_credentials=True)
    made = kept(home)
    assert bootstrap(home) == 0
    assert kept(home) == made


def test_bootstrap__credentials__open_what_they_should(home) -> None:
    bootstrap(home, new_credentials=True)
    made = kept(home)
    user = sign_in(username=made.username, password=made.password)
    assert user is not None
    assert user.is_superuser
    roles = [authenticate(key, timezone.now()).role for key in (made.admin_key, made.service_key)]
    assert roles == ["admin", "service"]


def test_bootstrap__new_credentials__close_the_old_ones(home) -> None:
    bootstrap(home, new_credentials=True)
    old = kept(home)
    bootstrap(home, new_credentials=True)
    assert sign_in(username=old.username, password=old.password) is None
    assert authenticate(old.admin_key, timezone.now()) is None
    assert authenticate(old.service_key, timezone.now()) is None


def test_credentials_file__is_its_owners_alone_and_never_in_a_traceback(home) -> None:
    bootstrap(home, new_credentials=True)
    assert credentials_file(home).stat().st_mode & 0o777 == 0o600
    made = kept(home)
    assert made.password not in repr(made)
    assert made.admin_key not in repr(made)


def test_credentials__none_kept__says_what_to_do(home) -> None:
    with pytest.raises(NoCredentialsError, match="scorewright bootstrap --new-credentials"):
        kept(home)
