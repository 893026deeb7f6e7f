"""Submitted applications of which no worker is told: what a house has that switches assessments on."""

from time import monotonic

from benchmarks.assessments.applicants import USE_CASE, applicants

AT_ONCE = 500


def take_in(count: int, seed: int) -> float:
    """Keep so many; how many seconds that took. Inside ``beside_the_product``."""
    from django.test import override_settings  # noqa: PLC0415 - Django is set up by now

    from scorewright.declare.catalogue import use_case_named  # noqa: PLC0415
    from scorewright.loop.intake.accepting import Parts  # noqa: PLC0415
    from scorewright.loop.intake.actions import Given, create_many  # noqa: PLC0415
    from scorewright.project.commands.tenant_scope import FIRST_TENANT, acting_for  # noqa: PLC0415

    records, began = applicants(count, seed), monotonic()
    with override_settings(ML_AUTO_TRIGGER_ON_SUBMIT=False):
        for start in range(0, count, AT_ONCE):
            given = [Given(parts=Parts(record), submit=True) for record in records[start : start + AT_ONCE]]
            with acting_for(FIRST_TENANT) as scope:
                create_many(use_case=use_case_named(USE_CASE), given=given, by=scope.actor)
    return monotonic() - began
