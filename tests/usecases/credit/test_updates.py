"""Which changes of a submitted application ask for another assessment, against what was declared of each."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest

from scorewright.usecases.credit.applicants import BANK, MICROFINANCE
from scorewright.usecases.credit.updates import COUNT, DO_NOT, Update, draw_update
from scorewright.usecases.credit.usecase import INTAKE, USE_CASE
from scorewright.usecases.credit.world import Applications


def drawn(count: int) -> list[tuple[Mapping[str, Any], Update]]:
    """So many applications, half of each lender, and what becomes of each after it was sent."""
    rng = np.random.default_rng(1)
    cases = [case for lender in (BANK, MICROFINANCE) for case in Applications(lender, 4, 1, rows=count // 2).history()]
    return [(case.record, draw_update(rng, case.record)) for case in cases]


def test_triggers__thousands_of_updates__find_all_that_count_and_no_other() -> None:
    pairs = drawn(4_800)
    asked = []
    for record, update in pairs:
        before, after = (USE_CASE.accept(one) for one in (record, {**record, **update.record}))
        asked.append(INTAKE.changed(before, after))
    relevant = [update.relevant for _, update in pairs]
    assert 0.45 < np.mean(relevant) < 0.55
    for fields, (_, update) in zip(asked, pairs, strict=True):
        assert fields == ((update.field,) if update.relevant else ())


def test_updates__of_thousands__are_of_every_kind() -> None:
    found = Counter((update.field, update.relevant) for _, update in drawn(4_800))
    assert set(found) == {
        (kind.field, relevant) for relevant, kinds in ((True, COUNT), (False, DO_NOT)) for kind in kinds
    }
    assert min(found.values()) > 20


@pytest.mark.usefixtures("tenant")
def test_stage__applications_that_are_updated__are_assessed_again_where_it_counts() -> None:
    from scorewright.loop.intake import actions
    from scorewright.loop.intake.accepting import Parts
    from scorewright.loop.intake.actions import Given
    from scorewright.loop.intake.models import Assessment

    pairs = drawn(72)
    given = [Given(parts=Parts(record=record), submit=True) for record, _ in pairs]
    made = actions.create_many(use_case=USE_CASE, given=given, by="user:test")
    assert Assessment.objects.count() == len(pairs)
    for application, (_, update) in zip(made, pairs, strict=True):
        changes = Parts(record=update.record, personal=update.personal)
        actions.update(application_id=application.pk, changes=changes, by="user:test")
    assessed = Counter(Assessment.objects.values_list("application", flat=True))
    relevant = {application.pk for application, (_, update) in zip(made, pairs, strict=True) if update.relevant}
    assert 24 < len(relevant) < 48
    assert assessed == {application.pk: 2 if application.pk in relevant else 1 for application in made}
