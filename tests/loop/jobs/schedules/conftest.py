"""The schedules of the test provider, and nobody else's."""

import pytest


@pytest.fixture
def declarations(monkeypatch: pytest.MonkeyPatch) -> "dict[str, object]":
    from kinds_of_the_tests import clockwork

    from scorewright.loop.jobs.schedules import declarations

    monkeypatch.setattr(declarations, "_PROVIDERS", [])
    declarations.schedules(clockwork)
    return dict(declarations.declared())
